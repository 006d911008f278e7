package dev.roadstead.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program run to its end. */
public final class Command {

    private Command() {}

    /**
     * What a program left behind.
     *
     * @param exitCode 0 if it succeeded
     * @param output what it wrote to standard output, UTF-8
     * @param errors what it wrote to standard error, UTF-8
     */
    public record Result(int exitCode, String output, String errors) {

        /** The standard output of a program that succeeded; fails the test with all it said if it didn't. */
        public String orFail() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + "\n" + output + errors);
            }
            return output;
        }
    }

    /**
     * Runs a program without input and waits for it.
     *
     * @throws AssertionError if it does not end in time; it is killed then
     */
    public static Result run(Duration patience, Map<String, String> environment, List<String> command) {
        try {
            // Files, not pipes: a process that a script leaves behind would keep a pipe open for ever.
            Path output = Files.createTempFile("roadstead", ".out");
            Path errors = Files.createTempFile("roadstead", ".err");
            try {
                var builder = new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly();
                    throw new AssertionError(command + " did not end within " + patience + "\n" + read(errors));
                }
                return new Result(process.exitValue(), read(output), read(errors));
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command, e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
