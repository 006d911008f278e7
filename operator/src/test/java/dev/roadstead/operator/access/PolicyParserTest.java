package dev.roadstead.operator.access;

import static dev.roadstead.operator.access.Samples.ASK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.PolicySpec;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyParserTest {

    private static final String FULL = """
            ports: {names: [departures], versions: [v1]}
            consumers: [{domain: insights, product: delays}, {domain: "*"}]
            purposes: [delay-analysis]
            columns:
              allow: ["*"]
              unclassified: Clear
              mask: [{classification: pii, with: Hash}, {name: phone, with: Redact}, {name: gate, with: "Null"}]
              hide: [{name: ssn}]
            rows:
            - {column: origin, operator: In, values: [LGA, JFK]}
            - {column: gate, operator: IsNotNull}
            maxDuration: 720h
            renewal: Automatic
            notAfter: "2027-12-31T00:00:00Z"
            """;

    @Test
    void readsAPolicy() {
        var expected = new AccessPolicy(
                "p",
                3,
                Set.of("departures"),
                Set.of("v1"),
                List.of(new ConsumerRule("insights", "delays"), new ConsumerRule("*", null)),
                Set.of("delay-analysis"),
                new ColumnRules(
                        Set.of("*"),
                        true,
                        List.of(
                                new ColumnRule(null, "pii", Effect.HASH),
                                new ColumnRule("phone", null, Effect.REDACT),
                                new ColumnRule("gate", null, Effect.NULL),
                                new ColumnRule("ssn", null, Effect.HIDDEN))),
                List.of(
                        new RowCondition("gate", RowOperator.IS_NOT_NULL, List.of()),
                        new RowCondition("origin", RowOperator.IN, List.of("JFK", "LGA"))),
                Duration.ofDays(30),
                Renewal.AUTOMATIC,
                Instant.parse("2027-12-31T00:00:00Z"),
                List.of());
        assertEquals(expected, parse(FULL).orElseThrow());
    }

    @Test
    void unclassifiedColumnsAreHiddenUnlessItSaysClear() {
        assertFalse(parse(changed("  unclassified: Clear\n|"))
                .orElseThrow()
                .columns()
                .unclassifiedClear());
        assertFalse(parse(changed("unclassified: Clear|unclassified: Hidden"))
                .orElseThrow()
                .columns()
                .unclassifiedClear());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'hide: [{name|maks: [{name' | spec.columns.maks: unknown field; did you mean mask?
            'rows:|row:' | spec.row: unknown field; did you mean rows?
            'maxDuration|lease' | spec.lease: unknown field; known are ports, consumers, purposes, columns, rows, maxDuration, renewal, notAfter, declines
            'versions|version' | spec.ports.version: unknown field; did you mean versions?
            'product|produkt' | spec.consumers[0].produkt: unknown field; did you mean product?
            '{name: phone,|{name: phone, when: x,' | spec.columns.mask[1].when: unknown field; known are name, classification, with
            '{name: ssn}|{name: ssn, clasification: x}' | spec.columns.hide[0].clasification: unknown field; did you mean classification?
            'values: [LGA, JFK]|values: [LGA, JFK], negate: true' | spec.rows[0].negate: unknown field; known are column, operator, values
            """)
    void refusesFieldsItDoesNotKnowOnEveryLevel(String change, String message) {
        Parsed<AccessPolicy> parsed = parse(changed(change));
        assertTrue(parsed.message().contains(message), parsed.message());
        assertEquals(
                Violation.UNKNOWN_FIELD,
                parsed.violations().stream()
                        .filter(violation -> violation.cause().equals("unknown field"))
                        .findFirst()
                        .orElseThrow()
                        .reason());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'with: Hash|with: Tokenize' | spec.columns.mask[0].with: this version does not know "Tokenize"; known are Partial, Year, Hash, Redact, Null
            'with: Hash|with: hash' | spec.columns.mask[0].with: this version does not know "hash"; did you mean Hash?
            'with: Hash|with: Clear' | spec.columns.mask[0].with: this version does not know "Clear"
            ', with: Hash|' | spec.columns.mask[0].with
            'unclassified: Clear|unclassified: Open' | spec.columns.unclassified: this version does not know "Open"
            'operator: In,|operator: Eq,' | spec.rows[0].operator: this version does not know "Eq"
            'operator: IsNotNull|operator: Gt' | spec.rows[1].values: Gt does not compare with 0 values; write exactly one
            'operator: In,|operator: Lt,' | spec.rows[0].values: Lt does not compare with 2 values; write exactly one
            'operator: In,|operator: IsNull,' | spec.rows[0].values: IsNull does not compare with 2 values; remove them
            'values: [LGA, JFK]|values: []' | spec.rows[0].values: In does not compare with 0 values; add at least one
            'values: [LGA, JFK]|values: [LGA, null]' | spec.rows[0].values
            '[LGA, JFK]|["a\\0b"]' | spec.rows[0].values
            'column: origin, |' | spec.rows[0].column
            'names: [departures], |' | spec.ports.names: no port is named, and nothing is allowed by omission
            '[departures]|[departures, "*"]' | spec.ports.names: "*" already means every port; write it alone or remove it
            'purposes: [delay-analysis]|purposes: []' | spec.purposes: no purpose is named
            'purposes: [delay-analysis]|purposes: ["*", x]' | spec.purposes: "*" already means every purpose
            'allow: ["*"]|allow: []' | spec.columns.allow: no column is named
            'allow: ["*"]|allow: ["*", origin]' | spec.columns.allow: "*" already means every column
            '{domain: insights, product: delays}, {domain: "*"}|' | spec.consumers: nobody is named
            '{domain: "*"}|{domain: "*", product: x}' | spec.consumers[1].product: a product belongs to one domain
            '{domain: "*"}|{product: x}' | spec.consumers[1].domain: no domain is named
            '{name: ssn}|{name: ssn, classification: pii}' | spec.columns.hide[0]: the entry says both name and classification
            '{name: ssn}|{}' | spec.columns.hide[0]: the entry says neither name nor classification
            '{name: ssn}|null' | spec.columns.hide[0]: the entry is empty
            '{name: ssn}|{name: ""}' | spec.columns.hide[0]: the entry names nothing
            '720h|0h' | spec.maxDuration: 0h is out of bounds; use a length from 1m to 87600h
            '720h|59s' | spec.maxDuration: 59s is out of bounds
            '720h|87601h' | spec.maxDuration: 87601h is out of bounds
            '720h|-1h' | spec.maxDuration: "-1h" is no length of time
            '720h|30d' | spec.maxDuration: "30d" is no length of time
            'Automatic|Always' | spec.renewal: this version does not know "Always"; known are Manual, Automatic
            'Automatic|automatic' | spec.renewal: this version does not know "automatic"; did you mean Automatic?
            'maxDuration: 720h|' | spec.renewal: it says how the time of maxDuration goes on, and there is none
            '720h|1.5h' | spec.maxDuration: "1.5h" is no length of time
            '00:00:00Z|00:00:00+01:00' | spec.notAfter: "2027-12-31T00:00:00+01:00" is no instant in UTC
            '00:00:00Z|24:00:01Z' | spec.notAfter
            '12-31T00:00:00Z|12-31' | spec.notAfter
            '12-31T|02-31T' | spec.notAfter
            '00:00:00Z|00:00:00.1234567Z' | spec.notAfter
            """)
    void refusesWhatItCannotKeep(String change, String message) {
        Parsed<AccessPolicy> parsed = parse(changed(change));
        assertTrue(parsed.message().contains(message), parsed.message());
        assertEquals(1, parsed.violations().size(), parsed.message());
        assertEquals(Violation.INVALID, parsed.violations().getFirst().reason());
    }

    @ParameterizedTest
    @CsvSource({"720h,PT720H", "1h30m,PT1H30M", "1m,PT1M", "90s,PT1M30S", "87600h,PT87600H"})
    void readsLengths(String text, Duration duration) {
        assertEquals(duration, parse(changed("720h|" + text)).orElseThrow().maxDuration());
    }

    @Test
    void findsEverythingThatIsWrongAtOnce() {
        assertEquals(
                List.of(
                        "spec.ports.names",
                        "spec.consumers",
                        "spec.purposes",
                        "spec.columns.allow",
                        "spec.rows[0].operator",
                        "spec.maxDuration"),
                parse("{rows: [{column: a, operator: x}], maxDuration: y}").violations().stream()
                        .map(Violation::field)
                        .toList());
    }

    @Test
    void anInvalidPolicyIsRememberedByWhatItSeemsToBeAbout() {
        PolicySpec spec = spec(changed("hide:|hidden:"));
        InvalidPolicy invalid = PolicyParser.invalid("p", 3, spec);
        assertEquals(Set.of("departures"), invalid.ports());
        assertTrue(invalid.mayBeAbout(ASK));
        assertEquals("spec.columns.hidden", invalid.violations().getFirst().field());
        assertTrue(PolicyParser.invalid("p", 3, spec("{}")).mayBeAbout(ASK));
    }

    private static String changed(String change) {
        String[] parts = change.split("\\|", -1);
        assertTrue(FULL.contains(parts[0]), "the change is one: " + parts[0]);
        return FULL.replace(parts[0], parts[1]);
    }

    private static Parsed<AccessPolicy> parse(String spec) {
        return PolicyParser.parse("p", 3, spec(spec));
    }

    private static PolicySpec spec(String spec) {
        return Serialization.unmarshal("spec:\n" + spec.indent(2), Policy.class).getSpec();
    }
}
