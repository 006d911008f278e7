package dev.roadstead.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The PyPI program datacontract-cli, installed by {@code src/datacontract/install} on first use. What needs no environment
 * of its own is asked of one process, because starting one takes longer than the answer.
 */
public final class Datacontract {

    private static final Duration INSTALLING = Duration.ofMinutes(15);
    private static final Duration RUNNING = Duration.ofMinutes(2);
    /** A terminal of usual width would break messages in the middle of names. */
    private static final Map<String, String> TERMINAL = Map.of("COLUMNS", "400", "NO_COLOR", "1");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String program;
    private final BufferedWriter questions;
    private final BufferedReader answers;

    private Datacontract(String program, Path server) {
        this.program = program;
        String python = Path.of(program).resolveSibling("python").toString();
        var builder = new ProcessBuilder(python, server.toString()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(TERMINAL);
        try {
            Process process = builder.start();
            questions = process.outputWriter();
            answers = process.inputReader();
            // It ends by itself when nobody can ask any more.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Holder {
        static final Datacontract INSTANCE = install();
    }

    /** The program of this checkout. */
    public static Datacontract installed() {
        return Holder.INSTANCE;
    }

    private static Datacontract install() {
        Path folder = Path.of(System.getProperty("roadstead.basedir", ".."), "src/datacontract");
        String program = Command.run(
                        INSTALLING, Map.of(), List.of(folder.resolve("install").toString()))
                .orFail()
                .strip();
        return new Datacontract(program, folder.resolve("serve"));
    }

    /** Whether the document is one of its standard, as the program judges. */
    public Command.Result lint(Path document) {
        return ask("lint", "--all-errors", "--no-inline-references", document.toString());
    }

    /** Whether the second contract may break a consumer of the first: exit code 1 if so. */
    public Command.Result breaking(Path before, Path after) {
        return ask("breaking", before.toString(), after.toString());
    }

    /**
     * Whether the data is as the document says.
     *
     * @param environment the credential and the place, in the program's own variables
     */
    public Command.Result test(Path document, Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.putAll(TERMINAL);
        return Command.run(RUNNING, all, new ArrayList<>(List.of(program, "test", document.toString())));
    }

    private synchronized Command.Result ask(String... arguments) {
        try {
            questions.write(JSON.writeValueAsString(arguments));
            questions.newLine();
            questions.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new AssertionError(program + " ended at " + List.of(arguments));
            }
            JsonNode answer = JSON.readTree(line);
            return new Command.Result(
                    answer.path("code").asInt(), answer.path("printed").asText(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
