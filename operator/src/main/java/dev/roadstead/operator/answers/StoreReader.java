package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.postgres.StoreFacts;
import dev.roadstead.operator.postgres.StoreGrant;
import dev.roadstead.operator.postgres.StoreInspection;
import dev.roadstead.operator.reconcile.storeclass.Settings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks stores, with the operator's credentials, as far as an account may read these. Whoever may not gets a sentence that
 * says what was not looked at and how it can be.
 */
public final class StoreReader {

    /** What a store said, or why it was not asked. */
    public sealed interface Result<T> {

        record Said<T>(T value) implements Result<T> {}

        record Silent<T>(String why) implements Result<T> {}
    }

    private final KubernetesClient client;
    private final String operatorNamespace;
    private final String command;

    /**
     * Reads with the rights of the client.
     *
     * @param operatorNamespace where the Secrets of StoreClasses lie
     * @param command what somebody with more rights could run, for instance {@code roadstead who-can read flights/departures}
     */
    public StoreReader(KubernetesClient client, String operatorNamespace, String command) {
        this.client = client;
        this.operatorNamespace = operatorNamespace;
        this.command = command;
    }

    /** Who has which right on what lies behind a port. */
    public Result<StoreFacts> rights(
            MeshView mesh,
            @Nullable String className,
            StoreKey store,
            Collection<PortKey> versions,
            Collection<String> tables) {
        return ask(mesh, className, inspection -> inspection.rights(store, versions, tables));
    }

    /** Every grant in the store of a class. */
    public Result<List<StoreGrant>> grants(MeshView mesh, @Nullable String className) {
        return ask(mesh, className, StoreInspection::grants);
    }

    /** Every grant of every store that can be asked. */
    public StoreAnswers allGrants(MeshView mesh) {
        Map<String, List<StoreGrant>> byClass = new HashMap<>();
        List<String> gaps = new ArrayList<>();
        for (String className : StoreAnswers.classes(mesh)) {
            switch (grants(mesh, className)) {
                case Result.Said<List<StoreGrant>>(List<StoreGrant> grants) -> byClass.put(className, grants);
                case Result.Silent<List<StoreGrant>>(String why) -> gaps.add(why);
            }
        }
        return new StoreAnswers(byClass, gaps);
    }

    private <T> Result<T> ask(MeshView mesh, @Nullable String className, Function<StoreInspection, T> question) {
        if (className == null) {
            return new Result.Silent<>("the store has no StoreClass yet, so nothing lies in it");
        }
        StoreClass storeClass = mesh.catalogue().storeClass(className).orElse(null);
        if (storeClass == null) {
            return new Result.Silent<>(
                    mesh.seesAll(StoreClass.class)
                            ? "StoreClass " + className + " is gone, so its store could not be asked"
                            : notAllowed(className, "read StoreClass " + className));
        }
        try {
            return switch (new Settings(new Secrets(client), operatorNamespace).of(storeClass)) {
                case Settings.Result.Missing(var refusal) ->
                    new Result.Silent<>("the store of StoreClass " + className + " could not be asked: "
                            + refusal.message()
                            + (refusal.message().contains(operatorNamespace)
                                    ? "; if the operator runs elsewhere, name its namespace with --operator-namespace"
                                    : ""));
                case Settings.Result.Found(var settings) -> {
                    try (var inspection = StoreInspection.open(settings)) {
                        yield new Result.Said<>(question.apply(inspection));
                    }
                }
            };
        } catch (KubernetesClientException e) {
            return new Result.Silent<>(
                    e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                            ? notAllowed(
                                    className,
                                    "read Secret "
                                            + storeClass
                                                    .getSpec()
                                                    .postgres()
                                                    .credentialsSecretRef()
                                                    .name()
                                            + " in namespace " + operatorNamespace)
                            : "the store of StoreClass " + className + " could not be asked: " + e.getMessage());
        } catch (BackendException e) {
            return new Result.Silent<>("the store of StoreClass " + className + " could not be asked: " + e.getMessage()
                    + ". From inside the cluster: " + inside());
        }
    }

    private String notAllowed(String className, String right) {
        return "the store of StoreClass " + className + " could not be asked, because your account may not " + right
                + "; ask the platform team to run: " + inside();
    }

    private String inside() {
        return "kubectl -n " + operatorNamespace + " exec deploy/roadstead-operator -- " + command;
    }
}
