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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    void everyFaultOfADocumentIsTold() throws IOException, ManifestException {
        String port = SALES.substring(SALES.indexOf("# The port"), SALES.indexOf("---", SALES.indexOf("# The port")));
        String faulty = port.replace("logicalType: string", "logicalTyp: string")
                .replace("{name: order_id, ", "{name: ctid, ")
                .replace("store: main", "store: mian");
        Validated validated = validate(SALES.replace(port, faulty));
        assertEquals(
                List.of(
                        "spec.versions[0].contract.schema[0].properties[1].logicalTyp",
                        "spec.versions[0].contract.schema[0].properties[1]",
                        "spec.versions[v1].contract.schema[orders].properties[ctid].name",
                        "spec.store"),
                validated.refused().stream().map(Finding::field).toList(),
                validated::toString);
        String columns = IntStream.range(0, 7)
                .mapToObj(i -> "        - {name: c" + i + ", physicalType: no_type}\n")
                .collect(Collectors.joining());
        assertEquals(
                7,
                validate(SALES.replace(port, port + columns)).refused().size(),
                "a condition has room for five, a terminal has for all");
    }

    @Test
    void whatTheSchemaSaysIsNotSaidAgain() throws IOException, ManifestException {
        assertEquals(
                "spec.versions[0].contract.schema[0].properties[1].logicalType",
                only(SALES.replace("logicalType: string", "logicalType: strng")).field());
    }

    @Test
    void whatIsFaultyIsAmongTheFiles() throws IOException, ManifestException {
        for (String faulty : List.of(
                SALES.replace("logicalType: string", "logicalTyp: string"),
                SALES.replace("  store: main\n", ""),
                SALES.replace("versions:\n  - name: v1", "versions:\n  - name: []"),
                SALES.replace("{name: order_id, logicalType", "{name: ctid, logicalType"))) {
            Validated validated = validate(faulty);
            assertEquals(List.of(), validated.notChecked(), validated::toString);
            assertTrue(
                    validated.refused().stream()
                            .allMatch(finding -> finding.object().equals("OutputPort sales/orders")),
                    validated::toString);
        }
    }

    @Test
    void productsThatReadEachOtherAreACircle() throws IOException, ManifestException {
        String churn = SALES + """
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: churn, namespace: marketing}
                spec:
                  dataProductName: churn
                  store: main
                  versions:
                  - name: v1
                    contract: {schema: [{name: churn, properties: [{name: id, logicalType: integer}]}]}
                """;
        String both = churn.replace("spec:\n  inputs:", "spec:\n  stores: [{name: main}]\n  inputs:");
        assertEquals(List.of(), validate(both).refused());
        String reads =
                "spec: {stores: [{name: main}], inputs: [{name: churn, portRef: {domain: %s, name: churn, version: v1},"
                        + " purpose: score}]}";
        Finding circle = only(both.replace("spec: {stores: [{name: main}]}", reads.formatted("marketing")));
        assertEquals("DataProduct sales/orders", circle.object());
        assertEquals("spec.inputs[churn].portRef", circle.field());
        assertTrue(
                circle.message().contains("sales/orders reads marketing/churn reads sales/orders; remove this input"),
                circle::message);
        Finding named = only("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: growth}
                spec: {namespace: marketing, owners: [{kind: Group, name: growth}]}
                ---
                """ + both.replace("spec: {stores: [{name: main}]}", reads.formatted("growth")));
        assertTrue(named.message().contains("sales/orders reads growth/churn reads"), named::message);
    }

    @Test
    void aTruthIsWhatKubectlTakesForOne() throws IOException, ManifestException {
        assertEquals(
                List.of(),
                validate(SALES.replace("required: true", "required: yes")).refused());
        Finding text = only(SALES.replace("name: email, logical", "name: email, description: no, logical"));
        assertTrue(text.message().contains("must be of type string: \"boolean\""), text::message);
    }

    @Test
    void whatIsTooLargeForAClusterIsTold() throws IOException, ManifestException {
        String port = SALES.substring(SALES.indexOf("# The port"), SALES.indexOf("---", SALES.indexOf("# The port")));
        String columns = IntStream.range(0, 900)
                .mapToObj(i ->
                        "        - {name: c" + i + ", logicalType: string, description: " + "x".repeat(2000) + "}\n")
                .collect(Collectors.joining());
        Finding finding = only(SALES.replace(port, port + columns));
        assertEquals("object", finding.field());
        assertTrue(
                finding.message().matches("the object has 1\\d{6} bytes as JSON.* at most 1572864; .*"),
                finding::message);
    }

    @Test
    void oneFaultIsOne() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), SALES.replace("kind: Policy", "kind: Polcy"));
        assertTrue(said("validate", "-f", file.toString()).contains("4 objects looked at, 1 fault, 1 of other kinds"));
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

    private static String said(String... arguments) {
        var out = new StringWriter();
        new CommandLine(new Main()).setOut(new PrintWriter(out)).execute(arguments);
        return out.toString();
    }

    private static int run(String... arguments) {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(new StringWriter()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }
}
