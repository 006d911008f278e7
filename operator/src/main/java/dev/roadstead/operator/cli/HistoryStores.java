package dev.roadstead.operator.cli;

import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.StoreClassStatus;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.postgres.StoreHistory;
import dev.roadstead.operator.reconcile.storeclass.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the histories of stores, with the stores' own credentials as far as the caller may read them. */
final class HistoryStores {

    private static final int FORBIDDEN = 403;

    private final ClusterOptions cluster;
    private final @Nullable String className;

    /** @param className the only StoreClass to ask; null for all */
    HistoryStores(ClusterOptions cluster, @Nullable String className) {
        this.cluster = cluster;
        this.className = className;
    }

    /**
     * Asks one store after the other.
     *
     * @throws HistoryOptions.CannotAsk if not even the classes can be listed
     */
    HistoryOptions.Outcome each(Consumer<HistoryOptions.Asked> question) throws HistoryOptions.CannotAsk {
        List<String> missing = new ArrayList<>();
        int asked = 0;
        try (KubernetesClient client = cluster.open()) {
            List<StoreClass> classes = classes(client);
            Settings settings = new Settings(new Secrets(client), cluster.operatorNamespace());
            for (StoreClass storeClass : classes) {
                String name = storeClass.getMetadata().getName();
                try {
                    asked += ask(storeClass, settings, question, missing);
                } catch (KubernetesClientException e) {
                    missing.add("StoreClass " + name + " was not asked: " + secret(e));
                } catch (BackendException e) {
                    missing.add("StoreClass " + name + " was not asked: " + e.getMessage());
                }
            }
        }
        return new HistoryOptions.Outcome(asked, missing);
    }

    private static int ask(
            StoreClass storeClass, Settings settings, Consumer<HistoryOptions.Asked> question, List<String> missing) {
        String name = storeClass.getMetadata().getName();
        switch (settings.of(storeClass)) {
            case Settings.Result.Missing(var refusal) -> {
                missing.add("StoreClass " + name + " was not asked: " + refusal.message());
                return 0;
            }
            case Settings.Result.Found(var found) -> {
                try (StoreHistory history = StoreHistory.open(found)) {
                    question.accept(new HistoryOptions.Asked(name, head(storeClass.getStatus()), history));
                    return 1;
                }
            }
        }
    }

    private List<StoreClass> classes(KubernetesClient client) throws HistoryOptions.CannotAsk {
        try {
            List<StoreClass> all = client.resources(StoreClass.class).list().getItems();
            List<StoreClass> wanted = all.stream()
                    .filter(storeClass -> className == null
                            || className.equals(storeClass.getMetadata().getName()))
                    .toList();
            if (wanted.isEmpty()) {
                throw new HistoryOptions.CannotAsk(
                        className == null
                                ? "this cluster has no StoreClass, so there is no history"
                                : "there is no StoreClass " + className
                                        + "; kubectl get storeclasses.roadstead.dev lists them");
            }
            return wanted;
        } catch (KubernetesClientException e) {
            throw new HistoryOptions.CannotAsk("can't list StoreClasses: " + e.getMessage()
                    + (e.getCode() == FORBIDDEN
                            ? "; ClusterRole roadstead-auditor allows it"
                            : "; check --kubeconfig and --context"));
        }
    }

    private String secret(KubernetesClientException e) {
        return e.getCode() == FORBIDDEN
                ? "your account may not read the Secrets of namespace " + cluster.operatorNamespace()
                        + "; run this where the operator's rights are: kubectl exec -n "
                        + cluster.operatorNamespace()
                        + " deployment/roadstead -- roadstead history …"
                : String.valueOf(e.getMessage());
    }

    private static @Nullable Head head(@Nullable StoreClassStatus status) {
        StoreClassStatus.Ledger ledger = status == null ? null : status.ledger();
        return ledger == null || ledger.seq() == null || ledger.hash() == null || ledger.time() == null
                ? null
                : new Head(ledger.seq(), ledger.hash(), Instant.parse(ledger.time()));
    }
}
