package dev.roadstead.operator.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.Main;
import dev.roadstead.operator.whatif.ObjectRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ValidationTest {

    private static final Path BASEDIR = Path.of(System.getProperty("roadstead.basedir", ".."));

    private static final String SALES = """
            apiVersion: roadstead.dev/v1alpha1
            kind: DataProduct
            metadata: {name: orders, namespace: sales}
            spec: {stores: [{name: main}]}
            ---
            # The port of the product above.
            apiVersion: roadstead.dev/v1alpha1
            kind: OutputPort
            metadata: {name: orders, namespace: sales}
            spec:
              dataProductName: orders
              store: main
              versions:
              - name: v1
                contract:
                  schema:
                  - name: orders
                    properties:
                    - {name: order_id, logicalType: integer, primaryKey: true, required: true, classification: public}
                    - {name: email, logicalType: string, classification: pii}
            ---
            apiVersion: roadstead.dev/v1alpha1
            kind: Policy
            metadata: {name: churn, namespace: sales}
            spec:
              ports: {names: [orders]}
              consumers: [{domain: marketing, product: churn}]
              purposes: [campaign]
              columns: {allow: ["*"], mask: [{name: email, with: Hash}]}
            ---
            apiVersion: roadstead.dev/v1alpha1
            kind: DataProduct
            metadata: {name: churn, namespace: marketing}
            spec:
              inputs: [{name: orders, portRef: {domain: sales, name: orders, version: v1}, purpose: campaign}]
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: other}
            """;

    @TempDir
    private Path folder;

    private Validated validate(String yaml) throws IOException, ManifestException {
        Files.writeString(folder.resolve("sales.yaml"), yaml);
        return new Validation(new ObjectRules("roadstead-system"), "default")
                .of(new DocumentReader().read(List.of(folder)));
    }

    private Finding only(String yaml) throws IOException, ManifestException {
        Validated validated = validate(yaml);
        assertEquals(1, validated.refused().size(), validated::toString);
        return validated.refused().getFirst();
    }

    @Test
    void whatIsRightIsTakenAndOtherKindsAreCounted() throws IOException, ManifestException {
        assertEquals(new Validated(4, 1, List.of(), List.of()), validate(SALES));
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsRight() throws IOException {
        try (Stream<Path> files = Files.walk(BASEDIR.resolve("examples"))) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> contains(file, "roadstead.dev/v1alpha1"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(),
                            () -> assertEquals(
                                    List.of(),
                                    new Validation(new ObjectRules("roadstead-system"), "default")
                                            .of(new DocumentReader().read(List.of(file)))
                                            .refused())));
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aFaultNamesFileDocumentLineAndField() throws IOException, ManifestException {
        Finding finding = only(SALES.replace("logicalType: string", "logicalTyp: string, physicalType: text"));
        assertTrue(finding.place().endsWith("sales.yaml, document 2, line 6"), finding::place);
        assertEquals("OutputPort sales/orders", finding.object());
        assertEquals("spec.versions[0].contract.schema[0].properties[1].logicalTyp", finding.field());
        assertTrue(finding.message().contains("unknown field"), finding::message);
    }

    @Test
    void whatOnlyTheOperatorWouldRefuseIsFound() throws IOException, ManifestException {
        Finding finding = only(SALES.replace(
                "mask: [{name: email, with: Hash}]", "mask: [{name: email, with: Hash}], hid: [{name: order_id}]"));
        assertEquals("Policy sales/churn", finding.object());
        assertTrue(finding.field().contains("hid"), finding::toString);
    }

    @Test
    void whatFilesNameOfEachOtherMustBeThere() throws IOException, ManifestException {
        assertEquals(
                "spec.store", only(SALES.replace("store: main", "store: mian")).field());
        assertEquals(
                "spec.versions[v1].store",
                only(SALES.replace("- name: v1\n", "- name: v1\n    store: mian\n"))
                        .field());
        assertEquals(
                "spec.inputs[orders].portRef.version",
                only(SALES.replace("version: v1}", "version: v2}")).field());
        assertEquals(
                "spec.columns, spec.rows",
                only(SALES.replace("name: email, with", "name: mail, with")).field());
        assertTrue(only(SALES.replace("store: main\n", "store: main\n  visibility: Domain\n"))
                .message()
                .contains("keeps port orders to itself"));
        assertEquals(
                "metadata.name",
                only(SALES + "---\n" + SALES.substring(0, SALES.indexOf("---"))).field());
    }

    @Test
    void whatIsNotAmongTheFilesIsNotHeldAgainstThem() throws IOException, ManifestException {
        Validated validated = validate(SALES.substring(SALES.indexOf("# The port")));
        assertEquals(List.of(), validated.refused());
        assertEquals(List.of("DataProduct sales/orders is named, and is not among the files"), validated.notChecked());
    }

    @Test
    void theExitStatusTellsWhatCameOut() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), SALES);
        assertEquals(0, run("validate", "-f", file.toString()));
        Files.writeString(file, SALES.replace("kind: Policy", "kind: Polcy"));
        assertEquals(3, run("validate", "-f", file.toString(), "-o", "json"));
        Files.writeString(file, "a: [");
        assertEquals(1, run("validate", "-f", file.toString()));
        assertEquals(1, run("validate"));
        assertEquals(1, run("validate", "-f", folder.resolve("none").toString()));
    }

    private static int run(String... arguments) {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(new StringWriter()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }
}
