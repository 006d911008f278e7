package dev.roadstead.operator.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.manifest.Document;
import dev.roadstead.operator.manifest.DocumentReader;
import dev.roadstead.operator.manifest.ManifestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Gives the manifests of the CRDs' tests the verdict that they get there from a real API server, in the same words. */
class ObjectSchemaTest {

    private static final Path FIXTURES =
            Path.of(System.getProperty("roadstead.basedir", ".."), "crds/src/test/fixtures");
    private static final String REFUSED = "# refused: ";

    private final ObjectSchema schema = new ObjectSchema();
    private final CrdReader crds = new CrdReader();

    private interface Check {
        void on(Path file) throws ManifestException, IOException;
    }

    private static Stream<DynamicTest> tests(String folder, String ending, Check check) throws IOException {
        try (Stream<Path> files = Files.list(FIXTURES.resolve(folder))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            assertFalse(found.isEmpty());
            return found.stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check.on(file)));
        }
    }

    private ObjectSchema.Checked check(Path file, Path old) throws ManifestException {
        Document document = read(file);
        Crd crd = crds.find(document.apiVersion(), document.kind()).orElseThrow();
        Map<String, Object> before = old == null
                ? null
                : ObjectSchema.withDefaults(crd.schema(), read(old).content());
        return schema.check(crd, document.content(), before);
    }

    private static Document read(Path file) throws ManifestException {
        return new DocumentReader().read(List.of(file)).getFirst();
    }

    private static void assertTaken(ObjectSchema.Checked checked) {
        assertEquals(List.of(), checked.faults());
        assertEquals(List.of(), checked.unchecked());
    }

    private static void assertRefused(Path file, ObjectSchema.Checked checked) throws IOException {
        String expected = Files.readString(file).lines().findFirst().orElse("").substring(REFUSED.length());
        assertTrue(
                checked.faults().stream().anyMatch(fault -> fault.toString().contains(expected)),
                () -> "expected \"" + expected + "\" in: " + checked.faults());
        assertEquals(List.of(), checked.unchecked());
    }

    @TestFactory
    Stream<DynamicTest> validObjectsAreTaken() throws IOException {
        return tests("valid", ".yaml", file -> assertTaken(check(file, null)));
    }

    @TestFactory
    Stream<DynamicTest> invalidObjectsAreRefused() throws IOException {
        return tests("invalid", ".yaml", file -> assertRefused(file, check(file, null)));
    }

    @TestFactory
    Stream<DynamicTest> validChangesAreTaken() throws IOException {
        return tests("valid-update", "-new.yaml", file -> assertTaken(check(file, older(file))));
    }

    @TestFactory
    Stream<DynamicTest> invalidChangesAreRefused() throws IOException {
        return tests("invalid-update", "-new.yaml", file -> assertRefused(file, check(file, older(file))));
    }

    private static Path older(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace("-new.yaml", "-old.yaml"));
    }

    /** Each rule of each kind is one that can be evaluated here: none is passed over without a word. */
    @Test
    void everyRuleCanBeRead() {
        var rules = new Rules();
        crds.all()
                .forEach(crd -> expressions(crd.schema()).forEach(expression -> {
                    try {
                        rules.evaluate(expression, Map.of("self", Map.of(), "oldSelf", Map.of()));
                    } catch (Rules.UnknownException e) {
                        assertFalse(
                                e.getMessage().contains("undeclared")
                                        || e.getMessage().contains("overload"),
                                () -> crd.kind() + ": " + expression + ": " + e.getMessage());
                    }
                }));
    }

    private static Stream<String> expressions(Map<String, Object> schema) {
        Stream<String> here = Maps.list(schema.get("x-kubernetes-validations")).stream()
                .map(Maps::of)
                .flatMap(rule -> Stream.of(rule.get("rule"), rule.get("messageExpression")))
                .filter(String.class::isInstance)
                .map(String.class::cast);
        Stream<Map<String, Object>> below = Stream.concat(
                Maps.at(schema, "properties").values().stream().map(Maps::of),
                Stream.of(Maps.at(schema, "items"), Maps.of(schema.get("additionalProperties")))
                        .filter(each -> !each.isEmpty()));
        return Stream.concat(here, below.flatMap(ObjectSchemaTest::expressions));
    }
}
