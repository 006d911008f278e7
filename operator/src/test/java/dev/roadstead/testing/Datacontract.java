package dev.roadstead.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The PyPI program datacontract-cli, installed by {@code src/datacontract/install} on first use. */
public final class Datacontract {

    private static final Duration INSTALLING = Duration.ofMinutes(15);
    private static final Duration RUNNING = Duration.ofMinutes(2);

    private final String program;

    private Datacontract(String program) {
        this.program = program;
    }

    /** The program of this checkout. */
    public static Datacontract installed() {
        Path install = Path.of(System.getProperty("roadstead.basedir", ".."), "src/datacontract/install");
        return new Datacontract(Command.run(INSTALLING, Map.of(), List.of(install.toString()))
                .orFail()
                .strip());
    }

    /** Whether the document is one of its standard, as the program judges. */
    public Command.Result lint(Path document) {
        return run(Map.of(), "lint", "--all-errors", "--no-inline-references", document.toString());
    }

    /**
     * Whether the data is as the document says.
     *
     * @param environment the credential and the place, in the program's own variables
     */
    public Command.Result test(Path document, Map<String, String> environment) {
        return run(environment, "test", document.toString());
    }

    /** Whether the second contract may break a consumer of the first: exit code 1 if so. */
    public Command.Result breaking(Path before, Path after) {
        return run(Map.of(), "breaking", before.toString(), after.toString());
    }

    private Command.Result run(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        var all = new HashMap<>(environment);
        // A terminal of usual width would break messages in the middle of names.
        all.put("COLUMNS", "400");
        all.put("NO_COLOR", "1");
        return Command.run(RUNNING, all, command);
    }
}
