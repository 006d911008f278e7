package dev.roadstead.operator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.GuardrailSpec;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardrailParserTest {

    private static final String FULL = """
            enforcement: Enforce
            match:
              domainSelector:
                matchLabels: {tier: gold}
                matchExpressions: [{key: country, operator: In, values: [DE, FR]}]
              consumerDomainSelector:
                matchExpressions: [{key: certified, operator: DoesNotExist}]
              columns:
                classifications: [pii]
                tags: [email]
                unclassified: Ignore
                namePattern: (?i)iban
            mask: Hash
            rows: [{column: country, operator: In, values: [DE]}]
            deny: stays here
            maxDuration: 720h
            exceptions:
            - consumers: [{domain: fraud, product: ring}]
              ports: [{domain: crm, name: customers}]
              columns: [phone]
              until: "2026-12-07T00:00:00Z"
              reason: ring case
              ticket: DPO-88
            """;

    @Test
    void readsAGuardrail() {
        Guard guard = parse(FULL).orElseThrow();
        assertEquals(
                new Guard(
                        "g",
                        3,
                        GuardMode.ENFORCE,
                        new LabelSelector(
                                Map.of("tier", "gold"),
                                List.of(new LabelSelector.Demand(
                                        "country", LabelSelector.Comparison.IN, Set.of("DE", "FR")))),
                        new LabelSelector(
                                Map.of(),
                                List.of(new LabelSelector.Demand(
                                        "certified", LabelSelector.Comparison.DOES_NOT_EXIST, Set.of()))),
                        new GuardColumns(Set.of("pii"), Set.of("email"), false, Pattern.compile("(?i)iban")),
                        Effect.HASH,
                        List.of(Samples.in("country", "DE")),
                        "stays here",
                        Duration.ofDays(30),
                        List.of(new GuardException(
                                List.of(new ConsumerRule("fraud", "ring")),
                                List.of(new GuardException.PortRule("crm", "customers")),
                                Set.of("phone"),
                                Instant.parse("2026-12-07T00:00:00Z"),
                                "ring case",
                                "DPO-88"))),
                guard);
    }

    @Test
    void theLeastItCanSay() {
        Guard guard = parse("{enforcement: DryRun, match: {columns: {classifications: [pii]}}, mask: \"Null\"}")
                .orElseThrow();
        assertEquals(GuardMode.DRY_RUN, guard.mode());
        assertEquals(LabelSelector.EVERYTHING, guard.owners());
        assertTrue(guard.columns().unclassified(), "unclassified columns are matched unless it says otherwise");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'mask: Hash|maks: Hash' | spec.maks: unknown field; did you mean mask?
            'columns:\n|colums:\n' | spec.match.colums: unknown field; did you mean columns?
            'domainSelector:|domainSelectors:' | spec.match.domainSelectors: unknown field
            'matchLabels|matchLabel' | spec.match.domainSelector.matchLabel: unknown field; did you mean matchLabels?
            'values: [DE, FR]}|values: [DE, FR], value: x}' | spec.match.domainSelector.matchExpressions[0].value: unknown field
            'tags: [email]|tag: email' | spec.match.columns.tag: unknown field; did you mean tags?
            'values: [DE]}|values: [DE], negate: true}' | spec.rows[0].negate: unknown field
            'ticket: DPO-88|tiket: DPO-88' | spec.exceptions[0].tiket: unknown field; did you mean ticket?
            'product: ring}|produkt: ring}' | spec.exceptions[0].consumers[0].produkt: unknown field; did you mean product?
            'name: customers}|port: customers}' | spec.exceptions[0].ports[0].port: unknown field
            """)
    void refusesFieldsItDoesNotKnowOnEveryLevel(String change, String message) {
        Parsed<Guard> parsed = parse(changed(change));
        assertTrue(parsed.message().contains(message), parsed.message());
        assertTrue(parsed.violations().stream()
                .anyMatch(violation -> violation.reason().equals(Violation.UNKNOWN_FIELD)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'enforcement: Enforce|enforcement: Audit' | spec.enforcement: this version does not know "Audit"; known are DryRun, Warn, Enforce
            'enforcement: Enforce\n|' | spec.enforcement: this version does not know ""
            'mask: Hash|mask: Blur' | spec.mask: this version does not know "Blur"
            'mask: Hash|mask: Hidden' | spec.mask: this version does not know "Hidden"
            'operator: DoesNotExist|operator: Gt' | spec.match.consumerDomainSelector.matchExpressions[0].operator: this version does not know "Gt"
            'values: [DE, FR]|values: []' | spec.match.domainSelector.matchExpressions[0].values: In does not compare with 0 values
            'unclassified: Ignore|unclassified: Skip' | spec.match.columns.unclassified: this version does not know "Skip"
            'namePattern: (?i)iban|namePattern: "(?i"' | spec.match.columns.namePattern: "(?i
            'namePattern: (?i)iban|namePattern: (?<=x)iban' | is no regular expression
            'deny: stays here|deny: " "' | spec.deny: it is empty
            '720h|0s' | spec.maxDuration: 0s is out of bounds
            '720h|30d' | spec.maxDuration: "30d" is no length of time
            'until: "2026-12-07T00:00:00Z"|until: "2026-12-07"' | spec.exceptions[0].until: "2026-12-07" is no instant in UTC
            'reason: ring case|reason: " "' | spec.exceptions[0].reason: it is empty
            '{domain: fraud, product: ring}|{domain: "*"}' | spec.exceptions[0].consumers[0].domain: an exception for everybody is none
            '[{domain: fraud, product: ring}]|[]' | spec.exceptions[0].consumers: nobody is named
            '{domain: crm, name: customers}|{}' | spec.exceptions[0].ports[0].domain: no domain is named
            'operator: In, values: [DE]}|operator: Like, values: [DE]}' | spec.rows[0].operator: this version does not know "Like"
            """)
    void refusesWhatItDoesNotUnderstand(String change, String message) {
        Parsed<Guard> parsed = parse(changed(change));
        assertTrue(parsed.message().contains(message), parsed.message());
    }

    private static final String DEMANDING = """
            enforcement: Enforce
            match: {}
            require: [Owner, Classification]
            namePatterns: {dataProducts: "[a-z]+", columns: "[a-z_]+"}
            allowedStoreClasses: [warehouse]
            minSunsetNotice: 720h
            """;

    @Test
    void readsWhatIsDemandedOfWhoeverPublishes() {
        Guard guard = parse(DEMANDING).orElseThrow();
        assertEquals(
                new GuardDemands(
                        Set.of(RequiredField.OWNER, RequiredField.CLASSIFICATION),
                        new GuardDemands.Names(Pattern.compile("[a-z]+"), null, null, Pattern.compile("[a-z_]+")),
                        Set.of("warehouse"),
                        Duration.ofDays(30)),
                guard.demands());
        assertFalse(guard.narrows());
        assertEquals(GuardDemands.NONE, parse(FULL).orElseThrow().demands());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'require: [Owner,|require: [Owners,' | spec.require[0]: this version does not know "Owners"; did you mean Owner?
            'columns: "|colums: "' | spec.namePatterns.colums: unknown field; did you mean columns?
            '"[a-z]+"|"[a-z"' | spec.namePatterns.dataProducts: "[a-z" is no regular expression
            '"[a-z]+"|"((a{99}){99}){99}"' | spec.namePatterns.dataProducts: its repetitions are too many
            '{dataProducts: "[a-z]+", columns: "[a-z_]+"}|{}' | spec.namePatterns: it names nothing
            '[warehouse]|[""]' | spec.allowedStoreClasses[0]: the entry is empty
            '720h|30d' | spec.minSunsetNotice: "30d" is no length of time
            'match: {}|match: {columns: {tags: [a]}}' | spec.match.columns: it is about who reads what
            'match: {}|match: {consumerDomainSelector: {}}' | spec.match.consumerDomainSelector: it is about who reads what
            'match: {}|match: {}\nexceptions: [{consumers: [{domain: a}], until: "2026-12-07T00:00:00Z", reason: r}]' | spec.exceptions: it is about who reads what
            """)
    void refusesDemandsItDoesNotUnderstand(String change, String message) {
        String[] parts = change.replace("\\n", "\n").split("\\|", 2);
        assertTrue(DEMANDING.contains(parts[0]), "the change is one: " + parts[0]);
        Parsed<Guard> parsed = parse(DEMANDING.replace(parts[0], parts[1]));
        assertTrue(parsed.message().contains(message), parsed.message());
    }

    @Test
    void itMustDemandSomething() {
        assertTrue(parse("{enforcement: Enforce, match: {}}").message().contains("spec: it demands nothing"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((((a{1000}){1000}){1000}){1000})",
                "(((x{99}){99}){99})",
                "a{99999999999}",
                "(a{1,500}){1,500}",
                "((((((((((a{2}){2}){2}){2}){2}){2}){2}){2}){2}){2})"
            })
    void patternsStaySmall(String pattern) {
        Parsed<Guard> parsed = assertTimeout(
                Duration.ofSeconds(5),
                () -> parse(
                        "{enforcement: Enforce, mask: Hash, match: {columns: {namePattern: \"" + pattern + "\"}}}"));
        assertFalse(parsed.violations().isEmpty());
    }

    /** Where java.util.regex would take years. */
    @Test
    void aPatternTakesNoLongerThanTheNameIsLong() {
        Guard guard = parse(
                        "{enforcement: Enforce, mask: Hash, match: {columns: {unclassified: Ignore, namePattern: \"^(a+)+(a|aa)*b$\"}}}")
                .orElseThrow();
        var column = Samples.column("a".repeat(63), "text", "public");
        assertTimeout(Duration.ofSeconds(5), () -> assertFalse(guard.isAbout(column)));
    }

    @Test
    void oneThatIsOnlyTriedStopsNothing() {
        assertTrue(invalid("{enforcement: Enforce, match: {}, maks: Hash}").holds());
        assertTrue(invalid("{enforcement: Enforced, match: {}, mask: Hash}").holds());
        assertTrue(invalid("{match: {}, mask: Hash}").holds());
        assertFalse(invalid("{enforcement: DryRun, match: {}, maks: Hash}").holds());
        assertFalse(invalid("{enforcement: Warn, match: {}, maks: Hash}").holds());
    }

    @Test
    void itHoldsWhereItsSelectorsSayIfTheseAreUnderstood() {
        InvalidGuard narrow =
                invalid("{enforcement: Enforce, maks: Hash, match: {domainSelector: {matchLabels: {tier: gold}}}}");
        assertTrue(narrow.concerns(Map.of("tier", "gold"), Map.of()));
        assertFalse(narrow.concerns(Map.of("tier", "silver"), Map.of()));
        InvalidGuard misspelt =
                invalid("{enforcement: Enforce, mask: Hash, match: {domainSelector: {matchLabel: {tier: gold}}}}");
        assertTrue(misspelt.concerns(Map.of("tier", "silver"), Map.of()));
        InvalidGuard beside = invalid(
                "{enforcement: Enforce, mask: Hash, match: {domainSelectr: {}, consumerDomainSelector: {matchLabels: {a: b}}}}");
        assertTrue(beside.concerns(Map.of(), Map.of()));
    }

    private static String changed(String change) {
        String[] parts = change.replace("\\n", "\n").split("\\|", 2);
        assertTrue(FULL.contains(parts[0]), "the change is one: " + parts[0]);
        return FULL.replace(parts[0], parts[1]);
    }

    private static InvalidGuard invalid(String spec) {
        return GuardrailParser.invalid("g", 3, spec(spec));
    }

    private static Parsed<Guard> parse(String spec) {
        return GuardrailParser.parse("g", 3, spec(spec));
    }

    private static GuardrailSpec spec(String spec) {
        return Serialization.unmarshal("spec:\n" + spec.indent(2), Guardrail.class)
                .getSpec();
    }
}
