package dev.roadstead.operator.access;

import static dev.roadstead.operator.access.Samples.ALL;
import static dev.roadstead.operator.access.Samples.ASK;
import static dev.roadstead.operator.access.Samples.CONTRACT;
import static dev.roadstead.operator.access.Samples.PORT;
import static dev.roadstead.operator.access.Samples.TEXT_ONLY;
import static dev.roadstead.operator.access.Samples.column;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestedPolicyTest {

    @Test
    void isWhatAPersonWouldWrite() {
        assertEquals(
                """
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata:
                  name: insights-delays-departures
                  namespace: flights-ns
                spec:
                  ports:
                    names: [departures]
                  consumers:
                  - {domain: insights, product: delays}
                  purposes: [delay-analysis]
                  columns:
                    # hidden, because they have no classification: notes
                    allow: ["*"]
                    mask:
                    - {classification: internal, with: "Null"}
                    - {classification: pii, with: Hash}
                  maxDuration: 720h
                """,
                SuggestedPolicy.yaml(ASK, "delays", "flights-ns", CONTRACT, TEXT_ONLY)
                        .orElseThrow());
    }

    @Test
    void aRequestThatStandsForItselfIsItsDomain() {
        var person = new Ask("insights", null, PORT, "delay-analysis", null);
        String yaml = SuggestedPolicy.yaml(person, "my-notebook", "flights", CONTRACT, ALL)
                .orElseThrow();
        assertTrue(yaml.contains("  name: insights-my-notebook-departures\n"), yaml);
        assertTrue(yaml.contains("  - {domain: insights}\n"), yaml);
    }

    @Test
    void ifNothingIsClassifiedItSaysWhatItShows() {
        var contract = new Contract(
                List.of(new Relation("t", "t", null, List.of(column("a", "text", null), column("b", "text", null)))));
        String yaml =
                SuggestedPolicy.yaml(ASK, "delays", "flights", contract, ALL).orElseThrow();
        assertTrue(yaml.contains("# no column has a classification, so all are shown as they are: a, b\n"), yaml);
        assertTrue(yaml.contains("unclassified: Clear\n"), yaml);
    }

    @Test
    void whatCannotBeMaskedIsHidden() {
        var contract = new Contract(List.of(
                new Relation("t", "t", null, List.of(column("a", "text", "public"), column("b", "text", "pii")))));
        String yaml = SuggestedPolicy.yaml(ASK, "delays", "flights", contract, REFUSES_MASKS)
                .orElseThrow();
        assertTrue(yaml.endsWith("- {classification: pii}\n  maxDuration: 720h\n") && yaml.contains("hide:"), yaml);
        var onlyPii = new Contract(List.of(new Relation("t", "t", null, List.of(column("b", "text", "pii")))));
        assertEquals(Optional.empty(), SuggestedPolicy.yaml(ASK, "delays", "flights", onlyPii, REFUSES_MASKS));
    }

    @Test
    void itFitsIntoAStatus() {
        List<Column> columns = IntStream.range(0, 1000)
                .mapToObj(i -> column("column_" + i, "text", i == 0 ? "pii" : null))
                .toList();
        var contract = new Contract(List.of(new Relation("t", "t", null, columns)));
        String yaml =
                SuggestedPolicy.yaml(ASK, "delays", "flights", contract, ALL).orElseThrow();
        assertFalse(yaml.contains("#"), "the comment is left out first");
        assertTrue(yaml.length() <= SuggestedPolicy.MAX_LENGTH);
        List<Column> classes = IntStream.range(0, 1000)
                .mapToObj(i -> column("column_" + i, "text", "class-" + i))
                .toList();
        var diverse = new Contract(List.of(new Relation("t", "t", null, classes)));
        assertEquals(Optional.empty(), SuggestedPolicy.yaml(ASK, "delays", "flights", diverse, ALL));
    }

    @ParameterizedTest
    @CsvSource({
        "insights-delays-departures,insights-delays-departures",
        "A--b_c,a-b-c",
        "1x,x",
        "--,access",
        "größe,gr-e",
    })
    void namesAreDnsLabels(String text, String label) {
        assertEquals(label, DnsLabel.of(text));
    }

    @Test
    void longNamesAreCutAndStayDifferent() {
        String one = DnsLabel.of("a".repeat(80) + "-one");
        String two = DnsLabel.of("a".repeat(80) + "-two");
        assertEquals(63, one.length());
        assertFalse(one.equals(two));
        assertTrue(DnsLabel.of("a".repeat(53) + "-" + "b".repeat(40)).matches("a{53}-[0-9a-f]{8}"));
    }

    private static final Enforcement REFUSES_MASKS = new Enforcement() {
        @Override
        public Optional<String> refusal(Column column, Effect effect) {
            return effect == Effect.CLEAR ? Optional.empty() : Optional.of("no masks here; use hide");
        }

        @Override
        public Optional<String> refusal(Column column, RowCondition condition) {
            return Optional.empty();
        }
    };
}
