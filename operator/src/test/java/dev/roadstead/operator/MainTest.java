package dev.roadstead.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final CommandLine program = new CommandLine(new Main()).setOut(new PrintWriter(out));

    @Test
    void versionIsTheOneOfTheBuild() {
        assertEquals(0, program.execute("--version"));
        assertTrue(out.toString().matches("roadstead [0-9]+\\.[0-9]+\\.[0-9]+(-\\S+)?\\R"), out.toString());
    }

    @Test
    void helpSaysWhatItIs() {
        assertEquals(0, program.execute("--help"));
        assertTrue(out.toString().contains("data products"), out.toString());
    }
}
