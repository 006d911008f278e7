package dev.roadstead.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as it is shipped. */
@DisabledOnOs(OS.WINDOWS)
class DistributionIT {

    private static final Path LAUNCHER =
            Path.of(System.getProperty("roadstead.basedir", ".."), "operator/target/roadstead/bin/roadstead");

    @TempDir
    private Path folder;

    @Test
    void startsThroughSymbolicLinks() throws IOException {
        Path direct = Files.createSymbolicLink(folder.resolve("direct"), LAUNCHER.toRealPath());
        Path relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("direct"));
        String version = Command.run(
                        Duration.ofMinutes(1), Map.of("JAVA_OPTS", ""), List.of(relative.toString(), "--version"))
                .orFail();
        assertEquals("roadstead " + Build.version(), version.strip());
        Files.delete(direct); // JUnit warns of links that lead out of its folder
    }

    @Test
    void javaOptsWin() {
        Command.Result result = Command.run(
                Duration.ofMinutes(1),
                Map.of("JAVA_OPTS", "-XX:MaxRAMPercentage=10 -XX:+PrintFlagsFinal"),
                List.of(LAUNCHER.toString(), "--version"));
        assertTrue(result.orFail().matches("(?s).*MaxRAMPercentage\\s*= 10\\.0.*"), result.output());
        assertTrue(result.output().matches("(?s).*UseG1GC\\s*= true.*"), result.output());
    }

    @Test
    void exitCodesAndArgumentsArePassedOn() {
        Command.Result result =
                Command.run(Duration.ofMinutes(1), Map.of(), List.of(LAUNCHER.toString(), "no such command"));
        assertEquals(2, result.exitCode());
        assertTrue(result.errors().contains("no such command"), result.errors());
    }
}
