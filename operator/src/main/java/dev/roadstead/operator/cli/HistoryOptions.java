package dev.roadstead.operator.cli;

import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.StoreClassStatus;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.postgres.StoreHistory;
import dev.roadstead.operator.reconcile.storeclass.Settings;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which stores are asked, and with whose rights: the store's own credentials, as far as the caller may read them. */
final class HistoryOptions {

    private static final int FORBIDDEN = 403;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Ask only the store of this StoreClass. Default: every store.")
    private @Nullable String className;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "roadstead-system",
            description = "The operator's namespace, where the credentials of stores lie. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private String namespace;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "Which kubeconfig to use. Default: as kubectl does.")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Which context of the kubeconfig to use. Default: its current one.")
    private @Nullable String context;

    /**
     * One store that answers.
     *
     * @param head what the status of its class remembers; null if nothing
     */
    record Asked(String className, @Nullable Head head, StoreHistory history) {}

    /**
     * What was not asked.
     *
     * @param missing a sentence for each store that could not be asked
     */
    record Outcome(int asked, List<String> missing) {}

    /**
     * Asks one store after the other.
     *
     * @throws CannotAsk if not even the classes can be listed
     */
    Outcome each(Consumer<Asked> question) throws CannotAsk {
        List<String> missing = new ArrayList<>();
        int asked = 0;
        try (KubernetesClient client = KubernetesClients.open(config())) {
            List<StoreClass> classes = classes(client);
            Settings settings = new Settings(new Secrets(client), namespace);
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
        return new Outcome(asked, missing);
    }

    private static int ask(StoreClass storeClass, Settings settings, Consumer<Asked> question, List<String> missing) {
        String name = storeClass.getMetadata().getName();
        switch (settings.of(storeClass)) {
            case Settings.Result.Missing(var refusal) -> {
                missing.add("StoreClass " + name + " was not asked: " + refusal.message());
                return 0;
            }
            case Settings.Result.Found(var found) -> {
                try (StoreHistory history = StoreHistory.open(found)) {
                    question.accept(new Asked(name, head(storeClass.getStatus()), history));
                    return 1;
                }
            }
        }
    }

    private List<StoreClass> classes(KubernetesClient client) throws CannotAsk {
        try {
            List<StoreClass> all = client.resources(StoreClass.class).list().getItems();
            List<StoreClass> wanted = all.stream()
                    .filter(storeClass -> className == null
                            || className.equals(storeClass.getMetadata().getName()))
                    .toList();
            if (wanted.isEmpty()) {
                throw new CannotAsk(
                        className == null
                                ? "this cluster has no StoreClass, so there is no history"
                                : "there is no StoreClass " + className
                                        + "; kubectl get storeclasses.roadstead.dev lists them");
            }
            return wanted;
        } catch (KubernetesClientException e) {
            throw new CannotAsk("can't list StoreClasses: " + e.getMessage()
                    + (e.getCode() == FORBIDDEN
                            ? "; ClusterRole roadstead-auditor allows it"
                            : "; check --kubeconfig and --context"));
        }
    }

    private String secret(KubernetesClientException e) {
        return e.getCode() == FORBIDDEN
                ? "your account may not read the Secrets of namespace " + namespace
                        + "; run this where the operator's rights are: kubectl exec -n " + namespace
                        + " deployment/roadstead -- roadstead history …"
                : String.valueOf(e.getMessage());
    }

    private static @Nullable Head head(@Nullable StoreClassStatus status) {
        StoreClassStatus.Ledger ledger = status == null ? null : status.ledger();
        return ledger == null || ledger.seq() == null || ledger.hash() == null || ledger.time() == null
                ? null
                : new Head(ledger.seq(), ledger.hash(), Instant.parse(ledger.time()));
    }

    private Config config() {
        return kubeconfig == null ? Config.autoConfigure(context) : Config.fromKubeconfig(context, kubeconfig.toFile());
    }

    /** Nobody could be asked; the message says what to do. */
    static final class CannotAsk extends Exception {
        private static final long serialVersionUID = 1L;

        CannotAsk(String message) {
            super(message);
        }
    }
}
