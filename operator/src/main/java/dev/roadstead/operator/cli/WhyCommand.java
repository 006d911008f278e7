package dev.roadstead.operator.cli;

import dev.roadstead.operator.answers.Answer;
import dev.roadstead.operator.answers.AnswerException;
import dev.roadstead.operator.answers.Diagnosis;
import dev.roadstead.operator.answers.DriverError;
import dev.roadstead.operator.answers.ErrorQuestion;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.MeshView;
import dev.roadstead.operator.answers.ObjectAddress;
import dev.roadstead.operator.answers.WhyQuestion;
import dev.roadstead.operator.postgres.PostgresFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.Charset;
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

/** {@code roadstead why}: the way from a request to rows, and where it ends. */
@Command(
        name = "why",
        description = {
            "Tell why access works, or does not: from the request over every Policy to the Secret, and the next step.",
            "Or tell what an error of a database client means, and whose turn it is; no cluster is needed for that."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:the access works; with --error, the error is known",
            "1:it does not, and the answer says why; with --error, the error is not known",
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
            arity = "0..1",
            paramLabel = "DOMAIN/NAME",
            description = "An AccessRequest, a product (all its inputs) or an input, for instance insights/delays or"
                    + " insights/delays/departures.")
    private @Nullable String name;

    @Option(
            names = "--error",
            arity = "0..1",
            fallbackValue = "-",
            paramLabel = "TEXT",
            description = "What a program printed; without TEXT or with - it is read from standard input.")
    private @Nullable String error;

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
        String written = name;
        String pasted = error;
        if ((written == null) == (pasted == null)) {
            throw new ParameterException(
                    spec.commandLine(), "name a request, product or input, or give an error with --error; not both");
        }
        if (pasted != null) {
            return explain(asking, pasted);
        }
        ObjectAddress address = asking.argument(() -> ObjectAddress.parse(String.valueOf(written)));
        return asking.answer(cluster, output, client -> why(client, address));
    }

    private int explain(Asking asking, String pasted) {
        DriverError parsed;
        try {
            parsed = DriverError.parse(pasted.equals("-") ? read() : pasted);
        } catch (IOException e) {
            asking.complain("standard input can't be read: " + e.getMessage());
            return Asking.WRONG_USAGE;
        }
        var question = new ErrorQuestion(parsed);
        return asking.tell(question.leadsSomewhere() ? inCluster(question) : question.diagnosis(), output);
    }

    /** More than is looked at is not worth waiting for. */
    private static String read() throws IOException {
        return new String(System.in.readNBytes(DriverError.MAX_LENGTH * 4), Charset.defaultCharset());
    }

    /** The cluster adds to the answer; if it can't be asked, the answer says so. */
    private Diagnosis inCluster(ErrorQuestion question) {
        try (var client = cluster.open()) {
            var mesh = new MeshReader(client, List.of()).read();
            return question.answer(mesh, question(client, mesh));
        } catch (AnswerException | KubernetesClientException e) {
            return question.diagnosis().with(null, List.of("the cluster was not asked: " + e.getMessage()));
        }
    }

    private static Answer why(KubernetesClient client, ObjectAddress address) throws AnswerException {
        var mesh = new MeshReader(client, List.of(address.domain())).read();
        return question(client, mesh).about(address);
    }

    private static WhyQuestion question(KubernetesClient client, MeshView mesh) {
        return new WhyQuestion(mesh, new ClusterSecrets(client), PostgresFactory.enforcement(), Instant.now());
    }
}
