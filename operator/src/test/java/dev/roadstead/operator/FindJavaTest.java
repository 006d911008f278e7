package dev.roadstead.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The search for Java that the build and the launcher share. */
@DisabledOnOs(OS.WINDOWS)
class FindJavaTest {

    private static final String FIND_JAVA = Path.of(
                    System.getProperty("roadstead.basedir", ".."), "src/launch/find-java")
            .toString();

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void forgetTheRealOnes() {
        environment.put("ROADSTEAD_JAVA", "");
        environment.put("JAVA_HOME", "");
        environment.put("HOME", folder.toString());
        environment.put("SDKMAN_CANDIDATES_DIR", folder.resolve("none").toString());
    }

    @Test
    void theChosenOneIsTaken() throws IOException {
        environment.put("ROADSTEAD_JAVA", java("chosen", "25.0.3", true).toString());
        environment.put("JAVA_HOME", java("other", "25.0.3", true).toString());
        assertFound("chosen", "jdk");
    }

    @Test
    void theChosenOneMayBeAnExecutableBehindALink() throws IOException {
        Path home = java("chosen", "26", false);
        Path link = Files.createSymbolicLink(folder.resolve("java-link"), home.resolve("bin/java"));
        environment.put("ROADSTEAD_JAVA", link.toString());
        assertFound("chosen", "jre");
    }

    @Test
    void theChosenOneIsNotPassedOver() throws IOException {
        Path old = java("old", "21.0.1", true);
        environment.put("ROADSTEAD_JAVA", old.toString());
        environment.put("JAVA_HOME", java("other", "25.0.3", true).toString());
        Command.Result result = run("jdk");
        assertEquals(1, result.exitCode());
        assertTrue(result.errors().contains("ROADSTEAD_JAVA=" + old + " is not a Java 25 jdk"), result.errors());
    }

    @Test
    void javaHomeIsTaken() throws IOException {
        environment.put("JAVA_HOME", java("home with a space", "25", true).toString());
        assertFound("home with a space", "jdk");
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws IOException {
        environment.put("JAVA_HOME", java("old", "17.0.15", true).toString());
        environment.put("PATH", java("on-path", "25.0.3", true).resolve("bin") + ":" + System.getenv("PATH"));
        assertFound("on-path", "jdk");
    }

    @Test
    void aJavaWithoutCompilerCanRunButNotBuild() throws IOException {
        environment.put("JAVA_HOME", java("runtime", "25.0.3", false).toString());
        environment.put("PATH", java("on-path", "25.0.3", true).resolve("bin") + ":" + System.getenv("PATH"));
        assertFound("runtime", "jre");
        assertFound("on-path", "jdk");
    }

    @Test
    void withoutAReleaseFileJavaIsAsked() throws IOException {
        Path home = java("silent", "25.0.3", true);
        Files.delete(home.resolve("release"));
        Files.writeString(home.resolve("bin/java"), "#!/bin/sh\necho 'openjdk version \"25.0.3\" 2026-07-21' >&2\n");
        environment.put("JAVA_HOME", home.toString());
        assertFound("silent", "jre");
    }

    private void assertFound(String name, String need) throws IOException {
        assertEquals(
                folder.resolve(name).toRealPath().toString(),
                Path.of(run(need).orFail().strip()).toRealPath().toString());
    }

    private Command.Result run(String need) {
        return Command.run(Duration.ofSeconds(30), environment, List.of(FIND_JAVA, need));
    }

    /** Something that looks like a Java home from outside. */
    private Path java(String name, String version, boolean compiler) throws IOException {
        Path home = Files.createDirectory(folder.resolve(name));
        Files.createDirectory(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : compiler ? List.of("java", "javac") : List.of("java")) {
            Path file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\nexit 1\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        return home;
    }
}
