package dev.roadstead.operator.cli;

import dev.roadstead.operator.catalogue.CatalogueException;
import dev.roadstead.operator.catalogue.TableName;
import dev.roadstead.operator.catalogue.TableReader;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.draft.CsvDraft;
import dev.roadstead.operator.draft.Draft;
import dev.roadstead.operator.draft.TableDraft;
import dev.roadstead.operator.load.CsvFile;
import dev.roadstead.operator.load.LoadException;
import dev.roadstead.operator.odcs.read.OdcsContract;
import dev.roadstead.operator.odcs.read.OdcsReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code roadstead init}: a product and a port to begin with, from data that is there already. */
@Command(
        name = "init",
        description = {
            "Write a DataProduct and an OutputPort to begin with, from a CSV file, a data contract or a table.",
            "No column is classified, so nobody reads any until you say what it is; likely personal ones are marked with"
                    + " # classify:."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:written",
            "1:the file has faults that keep it from being read, or no contract can be made of the table; nothing was written",
            "2:wrong usage, or there is no such table or Secret, or a file can't be read, or would be written over",
            "3:the cluster or the database can't be reached, or does not allow it"
        })
public final class InitCommand implements Callable<Integer> {

    private static final int BAD_DATA = 1;
    private static final int WRONG_USAGE = 2;
    private static final int NO_ACCESS = 3;
    /** As the API has it for products and ports. */
    private static final String NAME = "[a-z]([a-z0-9]|-[a-z0-9]){0,39}";

    private static final int LONGEST = 40;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "What the product and its port are called, for instance orders.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private String name;

    @Option(
            names = "--from",
            required = true,
            arity = "2",
            parameterConsumer = OneSource.class,
            paramLabel = "csv|odcs|table SOURCE",
            hideParamSyntax = true,
            description =
                    "csv FILE: its first line names the columns, and its first 10,000 rows are looked at."
                            + " odcs FILE: a document of the Open Data Contract Standard 3.1 or 3.2."
                            + " table SCHEMA.TABLE: a table or view of a PostgreSQL; its catalogue is looked at, none of its rows.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private Source source;

    /** What the data lie in, and where. */
    private record Source(String kind, String place) {}

    /** Two words are a list to picocli, and a list may be given again; this one may not. */
    private static final class OneSource implements IParameterConsumer {

        @Override
        public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
            if (option.getValue() != null) {
                throw new ParameterException(command.commandLine(), "--from: give it once");
            }
            if (arguments.size() < 2) {
                throw new ParameterException(
                        command.commandLine(), "--from: write csv FILE, odcs FILE or table SCHEMA.TABLE");
            }
            option.setValue(new Source(arguments.pop(), arguments.pop()));
        }
    }

    @Mixin
    private final TableOptions database = new TableOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Write NAME.dataproduct.yaml and NAME.outputport.yaml there. Default: standard output.")
    private @Nullable Path output;

    @Option(names = "--force", description = "Write over files that are there.")
    private boolean force;

    @Option(
            names = "--delimiter",
            paramLabel = "CHARACTER",
            defaultValue = ",",
            description = "What separates the fields of a CSV file; \\t is a tab. Default: a comma.")
    @SuppressWarnings("NullAway.Init") // has a default
    private String delimiter;

    @Override
    public Integer call() {
        if (name.length() > LONGEST || !name.matches(NAME)) {
            throw usage("NAME: at most 40 characters, a to z, 0 to 9 and single hyphens, starting with a letter");
        }
        if (source.kind().equals("table")) {
            return table();
        }
        if (database.given()) {
            throw usage("--url and --secret: only with --from table SCHEMA.TABLE");
        }
        return file(Path.of(source.place()));
    }

    private int file(Path file) {
        try {
            return switch (source.kind()) {
                case "csv" -> csv(file);
                case "odcs" -> odcs(file);
                default -> throw usage("--from: write csv FILE, odcs FILE or table SCHEMA.TABLE");
            };
        } catch (LoadException e) {
            return complain(String.valueOf(e.getMessage()), BAD_DATA);
        } catch (CharacterCodingException e) {
            return complain("the file " + file + " is not UTF-8; convert it with iconv", BAD_DATA);
        } catch (IOException e) {
            return complain(
                    "the file " + file + " can't be read (" + e.getClass().getSimpleName() + ")", WRONG_USAGE);
        }
    }

    private int csv(Path file) throws LoadException, IOException {
        try (var csv = CsvFile.open(new BufferedInputStream(Files.newInputStream(file)), delimiterCharacter())) {
            CsvDraft found = CsvDraft.of(csv);
            var draft = new Draft(name);
            int code = write(draft, draft.port(found));
            if (code == 0) {
                found.remarks().forEach(this::note);
                note("apply it in your domain's namespace, then load the file: roadstead load DOMAIN/" + name + "/main."
                        + draft.relation() + " " + file);
            }
            return code;
        }
    }

    private int odcs(Path file) throws IOException {
        return switch (OdcsReader.read(Files.readString(file))) {
            case Parsed.Invalid<OdcsContract>(List<Violation> violations) -> {
                violations.forEach(violation -> complain(violation.message(), BAD_DATA));
                yield BAD_DATA;
            }
            case Parsed.Valid<OdcsContract>(OdcsContract read) -> {
                var draft = new Draft(name);
                int code = write(draft, draft.port(read.contract()));
                if (code == 0 && !read.ignored().isEmpty()) {
                    note("passed over, because nothing here acts on it: " + String.join(", ", read.ignored()));
                }
                yield code;
            }
        };
    }

    private int table() {
        try {
            TableName address = TableName.parse(source.place());
            TableDraft found = TableDraft.of(new TableReader(database.database(System.getenv())).read(address));
            var draft = new Draft(name);
            int code = write(draft, draft.port(found));
            if (code == 0) {
                found.remarks().forEach(this::note);
                note(
                        "no row was read; apply it in your domain's namespace, then load them, for instance from psql's \\copy"
                                + " to CSV: roadstead load DOMAIN/" + name + "/main." + found.relation() + " FILE");
            }
            return code;
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        } catch (CatalogueException e) {
            return complain(
                    String.valueOf(e.getMessage()),
                    switch (e.kind()) {
                        case UNUSABLE -> BAD_DATA;
                        case NOT_THERE -> WRONG_USAGE;
                        case NO_ACCESS -> NO_ACCESS;
                    });
        }
    }

    private int write(Draft draft, String port) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put(name + ".dataproduct.yaml", draft.product());
        texts.put(name + ".outputport.yaml", port);
        Path folder = output;
        if (folder == null) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(String.join("---\n", texts.values()));
            out.flush();
            return 0;
        }
        for (String file : texts.keySet()) {
            if (!force && Files.exists(folder.resolve(file))) {
                return complain(
                        "-o: " + folder.resolve(file)
                                + " is there; name another directory, or write over it with --force",
                        WRONG_USAGE);
            }
        }
        try {
            Files.createDirectories(folder);
            for (var text : texts.entrySet()) {
                Files.writeString(folder.resolve(text.getKey()), text.getValue());
            }
            return 0;
        } catch (IOException e) {
            return complain(
                    "-o: " + folder + " can't be written (" + e.getClass().getSimpleName() + "); name a directory",
                    WRONG_USAGE);
        }
    }

    private char delimiterCharacter() {
        String text = delimiter.equals("\\t") ? "\t" : delimiter;
        if (text.length() != 1 || "\"\r\n".contains(text)) {
            throw usage("--delimiter takes one character that is no quote and no line break");
        }
        return text.charAt(0);
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void note(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("note: " + message);
        err.flush();
    }

    private int complain(String message, int code) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("error: " + message);
        err.flush();
        return code;
    }
}
