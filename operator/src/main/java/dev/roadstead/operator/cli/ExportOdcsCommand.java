package dev.roadstead.operator.cli;

import dev.roadstead.operator.answers.AnswerException;
import dev.roadstead.operator.answers.ContractExport;
import dev.roadstead.operator.answers.ManifestReader;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.MeshView;
import dev.roadstead.operator.answers.ObjectAddress;
import dev.roadstead.operator.answers.PortAddress;
import dev.roadstead.operator.odcs.OdcsDocument;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code roadstead export odcs}: the contracts of a port as data contracts that other tools read. */
@Command(
        name = "odcs",
        description = {
            "Write the contract of each version of a port as a document of the Open Data Contract Standard 3.1.0.",
            "No document ever holds a credential."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:written",
            "2:wrong usage, there is no such port or version, or a file can't be read or written",
            "3:the cluster can't be reached, or does not allow it"
        })
public final class ExportOdcsCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Parameters(
            paramLabel = "DOMAIN/PORT[.VERSION]",
            description = "The port, or one version of it, for instance flights/departures.v1.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private String port;

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|DIR",
            description = "Read manifests, not a cluster. May be given several times.")
    private List<Path> manifests = List.of();

    @Option(
            names = "--as",
            paramLabel = "DOMAIN/NAME",
            description =
                    "Name the server as this consumer reads it: a product or a request. Default: the version's own"
                            + " schema, which consumers don't read.")
    private @Nullable String reader;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE|DIR",
            description =
                    "Where to write. In a directory, which is there or ends in / and is made, each version gets a file of"
                            + " its own, DOMAIN.PORT.VERSION.odcs.yaml. Default: standard output, one document after the other.")
    private @Nullable String output;

    @Override
    public Integer call() {
        var asking = new Asking(spec);
        PortAddress address = asking.argument(() -> PortAddress.parse(port));
        String written = reader;
        ObjectAddress consumer = written == null ? null : asking.argument(() -> ObjectAddress.parse(written));
        if (manifests.isEmpty()) {
            return asking.run(cluster, client -> export(mesh(client, address, consumer), address, consumer));
        }
        return asking.run(() -> export(new ManifestReader().read(manifests), address, consumer));
    }

    private static MeshView mesh(KubernetesClient client, PortAddress address, @Nullable ObjectAddress consumer)
            throws AnswerException {
        var domains = new ArrayList<>(List.of(address.domain()));
        if (consumer != null) {
            domains.add(consumer.domain());
        }
        return new MeshReader(client, domains).read();
    }

    private int export(MeshView mesh, PortAddress address, @Nullable ObjectAddress consumer) throws AnswerException {
        ContractExport export = ContractExport.of(mesh, address, consumer);
        Map<String, String> texts = new LinkedHashMap<>();
        for (var source : export.sources()) {
            texts.put(
                    address.domain() + "." + address.name() + "."
                            + source.version().name() + ".odcs.yaml",
                    YamlDocument.of(OdcsDocument.of(source)));
        }
        write(texts);
        var err = spec.commandLine().getErr();
        export.remarks().forEach(remark -> err.println("note: " + remark));
        err.flush();
        return Asking.YES;
    }

    private void write(Map<String, String> texts) throws AnswerException {
        String written = output;
        if (written == null) {
            texts.values().forEach(spec.commandLine().getOut()::print);
            spec.commandLine().getOut().flush();
            return;
        }
        Path target = Path.of(written);
        boolean folder = written.endsWith("/") || Files.isDirectory(target);
        if (!folder && texts.size() > 1) {
            throw wrong("-o: " + target + " is no directory, and there are " + texts.size()
                    + " versions; name one of them, for instance " + port + ".v1, or a directory, which ends in /");
        }
        try {
            if (folder) {
                Files.createDirectories(target);
            }
            for (var text : texts.entrySet()) {
                Files.writeString(folder ? target.resolve(text.getKey()) : target, text.getValue());
            }
        } catch (IOException e) {
            throw wrong("-o: " + target + " can't be written (" + e.getClass().getSimpleName()
                    + "); name a directory, which ends in /, or a file in a directory that exists");
        }
    }

    private static AnswerException wrong(String message) {
        return new AnswerException(AnswerException.Kind.WRONG_NAME, message);
    }
}
