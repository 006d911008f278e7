package dev.roadstead.operator.cli;

import dev.roadstead.operator.load.CsvFile;
import dev.roadstead.operator.load.LoadException;
import dev.roadstead.operator.load.LoadOptions;
import dev.roadstead.operator.load.LoadReport;
import dev.roadstead.operator.load.Loader;
import dev.roadstead.operator.load.ProducerView;
import dev.roadstead.operator.load.RelationAddress;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedInputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code roadstead load}: what a producer's scheduled load would do, from a laptop. */
@Command(
        name = "load",
        description = {
            "Load a CSV file into a table of a data product, as one of its writers.",
            "The first line of the file names columns of the table, in any order. All rows are loaded or none, and "
                    + "readers see them all at once."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:loaded",
            "1:the file has bad rows or columns; nothing was loaded",
            "2:wrong usage, or there is no such domain, product, store, table or writer",
            "3:the cluster or the store can't be reached, or does not allow it"
        })
public final class LoadCommand implements Callable<Integer> {

    private static final int LOADED = 0;
    private static final int BAD_DATA = 1;
    private static final int WRONG_USAGE = 2;
    private static final int NO_ACCESS = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DOMAIN/PRODUCT/STORE.TABLE",
            description = "The table, for instance flights/nyc/main.departures.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private String address;

    @Parameters(index = "1", paramLabel = "FILE", description = "The CSV file, UTF-8; - reads standard input.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private String file;

    @Option(
            names = "--writer",
            paramLabel = "NAME",
            description = "Which writer of the store to be. Default: the only one it has.")
    private @Nullable String writer;

    @Option(names = "--replace", description = "Delete what the table holds, in the same transaction.")
    private boolean replace;

    @Option(names = "--skip-bad-rows", description = "Load the good rows although others are bad.")
    private boolean skipBadRows;

    @Option(
            names = "--null",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "What stands for a missing value. Default: an empty field, quoted or not.")
    @SuppressWarnings("NullAway.Init") // has a default
    private String nullText;

    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            defaultValue = ",",
            description = "What separates fields; \\t is a tab. Default: a comma.")
    @SuppressWarnings("NullAway.Init") // has a default
    private String delimiter;

    @Mixin
    private final KubeconfigOptions cluster = new KubeconfigOptions();

    @Override
    public Integer call() {
        var options = new LoadOptions(replace, skipBadRows, nullText, delimiterCharacter());
        var progress = new Progress(spec.commandLine().getErr());
        try (var content = content();
                var csv = CsvFile.open(content, options.delimiter());
                var client = cluster.open()) {
            var target = new ProducerView(client).find(relation(), writer);
            var stagingName = "load_" + UUID.randomUUID().toString().replace("-", "");
            var report = new Loader(target, options, stagingName, progress).load(csv);
            progress.end();
            return tell(report);
        } catch (LoadException e) {
            progress.end();
            complain(e.getMessage());
            return switch (e.kind()) {
                case BAD_DATA -> BAD_DATA;
                case WRONG_ADDRESS -> WRONG_USAGE;
                case NO_ACCESS -> NO_ACCESS;
            };
        } catch (IOException e) {
            complain("the file " + file + " can't be read: " + e.getMessage());
            return WRONG_USAGE;
        } catch (KubernetesClientException e) {
            complain("the kubeconfig can't be used: " + e.getMessage() + "; check --kubeconfig and --context");
            return NO_ACCESS;
        }
    }

    private RelationAddress relation() {
        try {
            return RelationAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private char delimiterCharacter() {
        var text = delimiter.equals("\\t") ? "\t" : delimiter;
        if (text.length() != 1 || "\"\r\n".contains(text)) {
            throw new ParameterException(
                    spec.commandLine(), "--delimiter takes one character that is no quote and no line break");
        }
        return text.charAt(0);
    }

    private InputStream content() throws IOException {
        if (file.equals("-")) {
            return System.in;
        }
        var path = Path.of(file);
        if (!Files.isRegularFile(path) && !Files.exists(path)) {
            throw new IOException("there is no such file");
        }
        return new BufferedInputStream(Files.newInputStream(path));
    }

    private int tell(LoadReport report) {
        var err = spec.commandLine().getErr();
        report.examples().forEach(err::println);
        if (report.bad() > report.examples().size()) {
            err.println("… and " + rows(report.bad() - report.examples().size()) + " more");
        }
        err.flush();
        var out = spec.commandLine().getOut();
        if (!report.committed()) {
            complain(rows(report.bad()) + " can't be loaded, so nothing was; mend the file, or load the others with"
                    + " --skip-bad-rows");
            return BAD_DATA;
        }
        out.println("Loaded " + rows(report.loaded()) + " into " + address
                + (replace ? " in place of " + rows(report.replaced()) : "")
                + (report.bad() > 0 ? "; skipped " + rows(report.bad()) : ""));
        out.flush();
        return LOADED;
    }

    private void complain(@Nullable String message) {
        var err = spec.commandLine().getErr();
        err.println("error: " + message);
        err.flush();
    }

    private static String rows(long count) {
        return count == 1 ? "1 row" : String.format(Locale.ROOT, "%,d rows", count);
    }

    /** A line on a terminal that is written over; elsewhere, nothing. */
    private static final class Progress implements LongConsumer {

        private final PrintWriter terminal;
        private final boolean shown = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
        private boolean begun;

        Progress(PrintWriter terminal) {
            this.terminal = terminal;
        }

        @Override
        public void accept(long count) {
            if (shown) {
                begun = true;
                terminal.print("\r" + rows(count) + " read");
                terminal.flush();
            }
        }

        void end() {
            if (begun) {
                terminal.println();
                terminal.flush();
            }
        }
    }
}
