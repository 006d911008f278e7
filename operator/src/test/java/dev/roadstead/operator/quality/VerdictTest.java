package dev.roadstead.operator.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.QualityRule;
import dev.roadstead.operator.contract.QualityRule.Arguments;
import dev.roadstead.operator.contract.QualityRule.Metric;
import dev.roadstead.operator.contract.QualityRule.Severity;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.contract.ServiceLevel;
import dev.roadstead.operator.contract.ServiceLevel.Property;
import dev.roadstead.operator.contract.Threshold;
import dev.roadstead.operator.contract.Threshold.Comparison;
import dev.roadstead.operator.quality.Check.Topic;
import dev.roadstead.operator.quality.Verdict.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a port says about its data, from what the store answered. */
class VerdictTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("id", PgType.parse("bigint"), true, 1, null, null),
            new Column("email", PgType.parse("text"), false, 0, null, null),
            new Column("changed", PgType.parse("date"), false, 0, null, null));

    private static QualityRule nulls(String name, Severity severity, boolean percent) {
        return new QualityRule(
                name,
                null,
                "email",
                new QualityRule.Check.Library(
                        Metric.NULL_VALUES,
                        new Arguments(List.of(), List.of(), null, List.of()),
                        percent,
                        new Threshold(Comparison.MUST_BE_LESS_THAN, new BigDecimal("5"), null)),
                severity,
                null,
                null,
                null);
    }

    private static Contract contract(QualityRule... rules) {
        return new Contract(List.of(new Relation("orders", "orders", null, COLUMNS, List.of(rules))));
    }

    private static Verdict.Version version(String name, Contract contract, String... answers) {
        List<Check> checks = Check.declared(contract);
        Map<Check, Outcome> outcomes = new HashMap<>();
        for (int i = 0; i < answers.length; i++) {
            Answer answer = answers[i].startsWith("!")
                    ? new Answer.Failed(answers[i].substring(1), false)
                    : new Answer.Found(answers[i]);
            outcomes.put(checks.get(i), Outcome.of(checks.get(i), answer));
        }
        return new Verdict.Version(name, List.of(), checks, outcomes);
    }

    private static Verdict quality(Verdict.Version... versions) {
        return Verdict.of(Topic.QUALITY, List.of(versions)).orElseThrow();
    }

    @Test
    void whatIsNotPromisedIsNotTold() {
        assertEquals(Optional.empty(), Verdict.of(Topic.QUALITY, List.of(version("v1", contract()))));
        assertEquals(Optional.empty(), Verdict.of(Topic.FRESHNESS, List.of(version("v1", contract()))));
        assertEquals(
                new Verdict(State.HOLDS, "the tables are as the contracts say"),
                Verdict.of(Topic.CONTRACT, List.of(version("v1", contract()))).orElseThrow());
    }

    @Test
    void aFailureNamesExpectedAndFound() {
        Contract contract = contract(nulls("mail", Severity.ERROR, false), nulls("share", Severity.ERROR, true));
        assertEquals(new Verdict(State.HOLDS, "2 rules hold"), quality(version("v1", contract, "4", "4.99")));
        assertEquals(
                new Verdict(
                        State.FAILS,
                        "orders.email: mail mustBeLessThan 5, found 17; orders.email: share mustBeLessThan 5 percent, found 33.3333"),
                quality(version("v1", contract, "17", "33.333333333333333")));
        assertEquals(State.PENDING, quality(version("v1", contract, "4")).state(), "one of two has not been asked yet");
    }

    @Test
    void anErrorIsNoFailureAndAFailureIsNotHiddenByAnError() {
        Contract contract = contract(nulls("a", Severity.ERROR, false), nulls("b", Severity.ERROR, false));
        assertEquals(
                new Verdict(State.ERROR, "orders.email: b could not be checked: it took longer than 30s"),
                quality(version("v1", contract, "1", "!it took longer than 30s")));
        assertEquals(
                State.FAILS,
                quality(version("v1", contract, "9", "!it took longer than 30s"))
                        .state());
        String text = quality(version("v1", contract, "1", "secret value")).message();
        assertFalse(text.contains("secret"), text);
        assertTrue(text.contains("no number"), text);
    }

    /** A text of a few letters, as a query may give it, that stands for billions of digits. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e1999999999",
                "-1e-1999999999",
                "1e600000000",
                "1e-600000000",
                "NaN",
                "1000000000000000000000000000000000000000000000000000000000000000"
            })
    void aNumberThatNobodyCanWriteOutIsNoNumber(String answer) {
        Verdict verdict = quality(version("v1", contract(nulls("a", Severity.ERROR, false)), answer));
        assertEquals(State.ERROR, verdict.state());
        assertTrue(verdict.message().contains("no number"), verdict.message());
        assertEquals(
                new Verdict(State.FAILS, "orders.email: a mustBeLessThan 5, found 100000000000000000000"),
                quality(version("v1", contract(nulls("a", Severity.ERROR, false)), "1e+20")));
    }

    @Test
    void aWarningIsToldAndNothingMore() {
        Contract contract = contract(nulls("a", Severity.ERROR, false), nulls("b", Severity.WARNING, false));
        assertEquals(
                new Verdict(
                        State.HOLDS,
                        "1 rule holds. No error by its severity: orders.email: b mustBeLessThan 5, found 9"),
                quality(version("v1", contract, "1", "9")));
        assertEquals(
                State.HOLDS, quality(version("v1", contract, "1", "!broken")).state());
    }

    @Test
    void twoVersionsAreToldApartAndNotMoreThanTen() {
        QualityRule[] many = IntStream.range(0, 12)
                .mapToObj(i -> nulls("r" + i, Severity.ERROR, false))
                .toArray(QualityRule[]::new);
        String[] answers = IntStream.range(0, 12).mapToObj(i -> "9").toArray(String[]::new);
        Verdict verdict = quality(
                version("v1", contract(many), answers),
                version("v2", contract(nulls("x", Severity.ERROR, false)), "1"));
        assertTrue(verdict.message().startsWith("v1: orders.email: r0 "), verdict.message());
        assertTrue(verdict.message().endsWith("v1: orders.email: r9 mustBeLessThan 5, found 9; and 2 more"));
    }

    /** The age differs each time; a message that told it would be written each time. */
    @Test
    void anAgeIsToldByTheNewestRow() {
        Contract contract = new Contract(
                contract().relations(),
                List.of(new ServiceLevel(
                        Property.FRESHNESS,
                        new ServiceLevel.Value.Time(Duration.ofHours(36)),
                        List.of(new ServiceLevel.Element("orders", "changed")),
                        null,
                        null,
                        null,
                        null)));
        List<String> messages = new ArrayList<>();
        for (String answer : List.of(
                "10 1767225600",
                "-86400 1767225600",
                "-86401 1767225600",
                "129600 1767225600",
                "129601 1767225600",
                "200000 1767225600",
                "")) {
            Verdict verdict = Verdict.of(Topic.FRESHNESS, List.of(version("v1", contract, answer)))
                    .orElseThrow();
            messages.add(verdict.state() + ": " + verdict.message());
        }
        assertEquals(
                List.of(
                        "HOLDS: 1 promise is kept",
                        "HOLDS: 1 promise is kept",
                        "ERROR: orders.changed: freshness could not be checked: the newest of 2026-01-01T00:00:00Z lies ahead,"
                                + " so it hides how old the others are; correct it",
                        "HOLDS: 1 promise is kept",
                        "FAILS: orders.changed: freshness expected at most 36h, found the newest of 2026-01-01T00:00:00Z",
                        "FAILS: orders.changed: freshness expected at most 36h, found the newest of 2026-01-01T00:00:00Z",
                        "FAILS: orders.changed: freshness expected at most 36h, found no row with a time"),
                messages);
    }

    @Test
    void theCatalogueIsComparedWithTheContract() {
        Relation relation = contract().relations().getFirst();
        assertEquals(
                List.of(
                        "orders.email: expected text, found integer",
                        "orders.changed: expected date, found no such column"),
                texts(Reality.of(
                        relation,
                        new TableFacts(
                                Map.of("id", "integer", "email", "integer"), Set.of("id"), List.of(Set.of("id"))))));
        assertEquals(
                List.of(
                        "orders.id: expected NOT NULL, found a nullable column",
                        "orders.id: expected a primary key, found no key and no unique index"),
                texts(Reality.of(
                        relation,
                        new TableFacts(
                                Map.of("id", "bigint", "email", "text", "changed", "date"),
                                Set.of("email"),
                                List.of(Set.of("id", "email"))))));
        assertEquals(
                List.of("orders: expected table orders, found none"),
                texts(Reality.of(contract(), table -> Optional.empty())));
    }

    private static List<String> texts(List<Deviation> deviations) {
        return deviations.stream().map(Deviation::toString).toList();
    }
}
