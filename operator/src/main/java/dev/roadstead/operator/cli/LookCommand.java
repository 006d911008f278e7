package dev.roadstead.operator.cli;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.answers.Answer;
import dev.roadstead.operator.answers.AnswerException;
import dev.roadstead.operator.answers.LookQuestion;
import dev.roadstead.operator.answers.LookReader;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.ObjectAddress;
import dev.roadstead.operator.answers.PortAddress;
import dev.roadstead.operator.postgres.PostgresFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code roadstead look}: the port with a consumer's eyes, before anything is granted. */
@Command(
        name = "look",
        description = {
            "Show a few rows of a port exactly as a consumer would see them, before granting.",
            "For the owners of the product: the rows are read with the login of one of its writers, whose Secret your"
                    + " account must be allowed to read. Nothing is granted and nothing is written."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:the consumer would see something",
            "1:it would see nothing; the answer says why",
            "2:wrong usage, or there is no such port, version or writer, or the Policy's file can't be read",
            "3:the cluster or the store can't be reached, or does not allow it"
        })
public final class LookCommand implements Callable<Integer> {

    private static final int MAX_ROWS = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "DOMAIN/PORT", description = "The port, for instance flights/departures.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private String port;

    @Option(
            names = "--as",
            required = true,
            paramLabel = "DOMAIN/NAME",
            description = "The consumer: a product or a request, also one that does not exist yet.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private String consumer;

    @Option(
            names = "--purpose",
            paramLabel = "PURPOSE",
            description = "What for. Default: what the consumer asks for already.")
    private @Nullable String purpose;

    @Option(
            names = "--port-version",
            paramLabel = "VERSION",
            description = "Which version. Default: what the consumer asks for already, else the newest that is served.")
    private @Nullable String version;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "A file with Policies that are not applied yet. Each takes the place of the applied one of its"
                            + " name; the others stay. May be given several times.")
    private List<Path> files = List.of();

    @Option(
            names = "--rows",
            paramLabel = "NUMBER",
            defaultValue = "5",
            description = "How many rows of each relation, 1 to 1000. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--writer",
            paramLabel = "NAME",
            description = "Whose login reads. Default: the first writer of the store whose Secret can be read.")
    private @Nullable String writer;

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
        PortAddress address = asking.argument(() -> PortAddress.parse(port));
        ObjectAddress reader = asking.argument(() -> ObjectAddress.parse(consumer));
        if (rows < 1 || rows > MAX_ROWS) {
            throw new ParameterException(spec.commandLine(), "--rows: " + rows + " is not between 1 and " + MAX_ROWS);
        }
        return asking.answer(cluster, output, client -> look(client, address, reader));
    }

    private Answer look(KubernetesClient client, PortAddress address, ObjectAddress reader) throws AnswerException {
        List<Policy> drafts = new PolicyFiles().read(files);
        var mesh = new MeshReader(client, List.of(address.domain(), reader.domain())).read();
        return new LookReader(client, new SecureRandom())
                .look(
                        new LookQuestion(mesh, address, reader, drafts),
                        new LookReader.Wanted(purpose, version, writer, rows),
                        PostgresFactory.enforcement(),
                        Instant.now());
    }
}
