package dev.roadstead.operator.cli;

import dev.roadstead.operator.kube.KubernetesClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose rights in which cluster, as in kubectl. */
final class KubeconfigOptions {

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

    /** A client with the rights of that kubeconfig. */
    KubernetesClient open() {
        return KubernetesClients.open(
                kubeconfig == null
                        ? Config.autoConfigure(context)
                        : Config.fromKubeconfig(context, kubeconfig.toFile()));
    }
}
