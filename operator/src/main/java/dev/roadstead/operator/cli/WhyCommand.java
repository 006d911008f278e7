package dev.roadstead.operator.cli;

import dev.roadstead.operator.answers.Answer;
import dev.roadstead.operator.answers.AnswerException;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.ObjectAddress;
import dev.roadstead.operator.answers.WhyQuestion;
import dev.roadstead.operator.postgres.PostgresFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code roadstead why}: the way from a request to rows, and where it ends. */
@Command(
        name = "why",
        description = {
            "Tell why access works, or does not: from the request over every Policy to the Secret, and the next step."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:the access works",
            "1:it does not; the answer says why",
            "2:wrong usage, or there is no such request, product or input",
            "3:the cluster can't be reached, or does not allow it"
        })
public final class WhyCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Parameters(
            paramLabel = "DOMAIN/NAME",
            description = "An AccessRequest, a product (all its inputs) or an input, for instance insights/delays or"
                    + " insights/delays/departures.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private String name;

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
        ObjectAddress address = asking.argument(() -> ObjectAddress.parse(name));
        return asking.answer(cluster, output, client -> why(client, address));
    }

    private static Answer why(KubernetesClient client, ObjectAddress address) throws AnswerException {
        var mesh = new MeshReader(client, List.of(address.domain())).read();
        return new WhyQuestion(mesh, new ClusterSecrets(client), PostgresFactory.enforcement(), Instant.now())
                .about(address);
    }
}
