package dev.roadstead.operator.cli;

import dev.roadstead.operator.answers.Answer;
import dev.roadstead.operator.answers.AnswerException;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.PortAddress;
import dev.roadstead.operator.answers.StoreReader;
import dev.roadstead.operator.answers.WhoCanQuestion;
import io.fabric8.kubernetes.client.KubernetesClient;
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

/** {@code roadstead who-can read}: the whole truth about who reads a port or one of its columns. */
@Command(
        name = "who-can",
        description = {
            "Tell who can read a port, or one column of it, and what this answer can't see.",
            "With the right to read the StoreClass' Secret the store is asked too: for administrators, and for readers"
                    + " that Roadstead did not make."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:somebody can, besides administrators of the database",
            "1:nobody can, as far as could be looked at",
            "2:wrong usage, or there is no such port or column",
            "3:the cluster can't be reached, or does not allow it; with --at, that time can no longer be answered"
        })
public final class WhoCanCommand implements Callable<Integer> {

    private static final String READ = "read";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Parameters(
            arity = "1..2",
            paramLabel = "[read] DOMAIN/PORT[.COLUMN]",
            hideParamSyntax = true,
            description = "The port or column, for instance flights/departures.tail_number.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private List<String> words;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private OutputFormat output;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "Who could at that time, by the history of the stores; as roadstead history who-could-read.")
    private @Nullable String at;

    @Override
    public Integer call() {
        if (at != null) {
            return WhoCouldReadCommand.at(spec, cluster, address(), at, output);
        }
        var asking = new Asking(spec);
        PortAddress address = asking.argument(() -> PortAddress.parse(address()));
        return asking.answer(cluster, output, client -> whoCan(client, address));
    }

    private String address() {
        if (words.size() == 2 && !words.getFirst().equals(READ)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + words.getFirst() + "' is no verb that can be asked about; write read, or leave it out");
        }
        return words.getLast();
    }

    private Answer whoCan(KubernetesClient client, PortAddress address) throws AnswerException {
        var mesh = new MeshReader(client, List.of(address.domain())).read();
        var stores = new StoreReader(client, cluster.operatorNamespace(), "roadstead who-can read " + words.getLast());
        return new WhoCanQuestion(mesh, address, Instant.now()).answer(stores);
    }
}
