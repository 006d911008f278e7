package dev.roadstead.operator.odcs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.Main;
import dev.roadstead.testing.Command;
import dev.roadstead.testing.Datacontract;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is exported without a cluster, judged by a program that others wrote. */
class OdcsLintIT {

    private static final Path BASE = Path.of(System.getProperty("roadstead.basedir", ".."));
    private static final Path QUICKSTART = BASE.resolve("examples/quickstart/manifests");

    private static Datacontract datacontract;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void install() {
        datacontract = Datacontract.installed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flights/departures", "fleet/planes"})
    void portsOfTheQuickstartAreContractsOfTheStandard(String port) throws IOException {
        Path document = folder.resolve("contract.odcs.yaml");
        assertEquals(0, export(port, "-f", QUICKSTART.toString(), "-o", document.toString()), err.toString());
        assertLints(document);
        assertTrue(Files.readString(document).contains("apiVersion: \"v3.1.0\""));
    }

    /** Every field there is, with texts that older YAML takes for something else. */
    @Test
    void everyFieldIsTakenInFull() throws IOException {
        Path manifest = BASE.resolve("crds/src/test/fixtures/valid/outputport-full.yaml");
        Path inDomain = folder.resolve("port.yaml");
        Files.writeString(
                inDomain,
                Files.readString(manifest)
                        .replace("  name: departures\nspec", "  name: departures\n  namespace: hostile\nspec"));
        assertEquals(
                0, export("hostile/departures", "-f", inDomain.toString(), "-o", folder.toString()), err.toString());
        try (Stream<Path> written = Files.list(folder)) {
            assertEquals(
                    2,
                    written.filter(file -> file.toString().endsWith(".odcs.yaml"))
                            .peek(this::assertLints)
                            .count());
        }
        Path made = folder.resolve("not/there");
        assertEquals(0, export("hostile/departures.v2", "-f", inDomain.toString(), "-o", made + "/"), err.toString());
        String text = Files.readString(folder.resolve("hostile.departures.v2.odcs.yaml"));
        assertEquals(text, Files.readString(made.resolve("hostile.departures.v2.odcs.yaml")));
        assertTrue(text.contains("\"no\""), text);
        assertTrue(text.contains("minimum: 0\n"), text);
        assertTrue(text.contains("exclusiveMaximum: 1.5\n"), text);
        assertTrue(text.contains("dateIn: \"2026-01-31\""), text);
    }

    /** The linter can say no, so that its yes means something. */
    @Test
    void whatIsNoContractIsRefused() throws IOException {
        Path document = folder.resolve("contract.odcs.yaml");
        assertEquals(0, export("fleet/planes", "-f", QUICKSTART.toString(), "-o", document.toString()), err.toString());
        Files.writeString(
                document, Files.readString(document).replace("logicalType: \"integer\"", "logicalType: \"int\""));
        Command.Result result = datacontract.lint(document);
        assertNotEquals(0, result.exitCode(), result.output());
    }

    @Test
    void namesThatAreNotThereAreToldWithWhatIsNear() {
        assertEquals(2, export("flights/departure", "-f", QUICKSTART.toString()));
        assertTrue(err.toString().contains("departures"), err.toString());
        assertEquals(2, export("flights/departures.v2", "-f", QUICKSTART.toString()));
        assertTrue(err.toString().contains("no version v2"), err.toString());
        assertEquals(2, export("flights/departures", "-f", folder.toString()));
        assertTrue(err.toString().contains("holds no file"), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void manifestsThatAreNoneAreRefusedByName() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.yaml"), "apiVersion: [roadstead.dev/v1alpha1\n");
        assertEquals(2, export("flights/departures", "-f", broken.toString()));
        assertTrue(err.toString().contains("broken.yaml"), err.toString());
        Path bare = Files.writeString(
                folder.resolve("bare.yaml"),
                "apiVersion: roadstead.dev/v1alpha1\nkind: OutputPort\nmetadata: {name: p}\n");
        assertEquals(2, export("flights/departures", "-f", bare.toString()));
        assertTrue(err.toString().contains("without metadata.name or spec"), err.toString());
    }

    private void assertLints(Path document) {
        Command.Result result = datacontract.lint(document);
        assertEquals(0, result.exitCode(), () -> result.output() + result.errors());
    }

    private int export(String... arguments) {
        var line = new CommandLine(new Main()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(
                Stream.concat(Stream.of("export", "odcs"), Stream.of(arguments)).toArray(String[]::new));
    }
}
