package dev.roadstead.operator.cli;

import dev.roadstead.operator.config.Setting;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster is asked, as in kubectl. */
final class ClusterOptions {

    @Mixin
    private final KubeconfigOptions kubeconfig = new KubeconfigOptions();

    @Option(
            names = "--operator-namespace",
            paramLabel = "NAME",
            description = "Where the operator runs, and the Secrets of StoreClasses lie. Default: $ROADSTEAD_NAMESPACE,"
                    + " or roadstead-system.")
    private @Nullable String operatorNamespace;

    /** A client with the rights of that kubeconfig. */
    KubernetesClient open() {
        return kubeconfig.open();
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
