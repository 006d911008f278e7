package dev.roadstead.operator.cli;

import dev.roadstead.operator.answers.AccessReport;
import dev.roadstead.operator.answers.Answer;
import dev.roadstead.operator.answers.AnswerException;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.PortAddress;
import dev.roadstead.operator.answers.StoreReader;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code roadstead access}: all live access, as the statuses of requests tell, and as the stores do. */
@Command(
        name = "access",
        description = {"List who has access to what now.", "What your account may not list is named, not passed over."},
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:asked, and with --verify every store that was asked agrees",
            "1:with --verify, a store has something else than the requests say",
            "2:wrong usage, or there is no such domain or port",
            "3:the cluster can't be reached, or nothing may be listed there"
        })
public final class AccessCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--domain", paramLabel = "DOMAIN", description = "Only access to and from this domain.")
    private @Nullable String domain;

    @Option(
            names = "--port",
            paramLabel = "DOMAIN/PORT[.VERSION]",
            description = "Only access to this port, or to this version of it.")
    private @Nullable String port;

    @Option(
            names = "--verify",
            description = "Compare with the stores. Needs the right to read the StoreClasses' Secrets.")
    private boolean verify;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private OutputFormat output;

    @Override
    public Integer call() {
        var asking = new Asking(spec);
        String written = port;
        PortAddress address = written == null ? null : asking.argument(() -> PortAddress.parse(written));
        return asking.answer(cluster, output, client -> report(client, address));
    }

    private Answer report(KubernetesClient client, @Nullable PortAddress address) throws AnswerException {
        List<String> domains = new ArrayList<>();
        if (domain != null) {
            domains.add(domain);
        }
        if (address != null) {
            domains.add(address.domain());
        }
        var mesh = new MeshReader(client, domains).read();
        var stores = verify
                ? new StoreReader(client, cluster.operatorNamespace(), "roadstead access --verify").allGrants(mesh)
                : null;
        return AccessReport.of(mesh, domain, address, stores, Instant.now());
    }
}
