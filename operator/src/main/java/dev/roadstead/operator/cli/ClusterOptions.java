package dev.roadstead.operator.cli;

import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.kube.KubernetesClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster is asked, as in kubectl. */
final class ClusterOptions {

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

    @Option(
            names = "--operator-namespace",
            paramLabel = "NAME",
            description = "Where the operator runs, and the Secrets of StoreClasses lie. Default: $ROADSTEAD_NAMESPACE,"
                    + " or roadstead-system.")
    private @Nullable String operatorNamespace;

    /** A client with the rights of that kubeconfig. */
    KubernetesClient open() {
        return KubernetesClients.open(
                kubeconfig == null
                        ? Config.autoConfigure(context)
                        : Config.fromKubeconfig(context, kubeconfig.toFile()));
    }

    /** The namespace of the operator. */
    String operatorNamespace() {
        if (operatorNamespace != null) {
            return operatorNamespace;
        }
        String own = System.getenv(Setting.NAMESPACE.variable());
        return own == null || own.isEmpty() ? Setting.NAMESPACE.defaultValue().orElse("roadstead-system") : own;
    }
}
