package dev.roadstead.operator.contract.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractChangesTest {
    private static final String GATE = "{name: gate, logicalType: string, classification: public}";

    /** The rest of the contract stays; only one column differs. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            logicalType: integer                            | logicalType: number                              | TYPE_CHANGED
            physicalType: integer                           | physicalType: bigint                             | TYPE_CHANGED
            physicalType: varchar(10)                       | physicalType: varchar(20)                        | TYPE_CHANGED
            logicalType: string                             | logicalType: string, physicalType: text          |
            physicalType: int8                              | physicalType: bigint                             |
            logicalType: string, unique: true               | logicalType: string                              | UNIQUE_LOOSENED
            logicalType: string                             | logicalType: string, unique: true                | TIGHTENED
            logicalType: string, required: true             | logicalType: string                              | REQUIRED_LOOSENED
            logicalType: string                             | logicalType: string, required: true              | TIGHTENED
            logicalType: string, classification: restricted | logicalType: string, classification: public      | CLASSIFICATION_LOWERED
            logicalType: string, classification: Restricted | logicalType: string, classification: internal    | CLASSIFICATION_LOWERED
            logicalType: string, classification: public     | logicalType: string, classification: restricted  | CLASSIFICATION_CHANGED
            logicalType: string, classification: pii        | logicalType: string, classification: public      | CLASSIFICATION_LOWERED
            logicalType: string, classification: public     | logicalType: string, classification: pii         | CLASSIFICATION_CHANGED
            logicalType: string, classification: pii        | logicalType: string, classification: restricted  | CLASSIFICATION_CHANGED
            logicalType: string, classification: public     | logicalType: string                              | CLASSIFICATION_REMOVED
            logicalType: string                             | logicalType: string, classification: public      | CLASSIFICATION_CHANGED
            logicalType: string, description: one           | logicalType: string, description: other, examples: [x] |
            """)
    void eachWayToChangeAColumn(String before, String after, String kind) {
        assertColumn(before, after, kind);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            integer | minimum: 10           | minimum: 9            | OPTION_LOOSENED
            integer | minimum: 9            | minimum: 10           | TIGHTENED
            integer | minimum: -10          | minimum: -9           | TIGHTENED
            integer | minimum: 1            |                       | OPTION_LOOSENED
            integer |                       | minimum: 1            | TIGHTENED
            integer | maximum: 9            | maximum: 10           | OPTION_LOOSENED
            number  | maximum: "1.50"       | maximum: "1.5"        |
            date    | minimum: "2020-01-31" | minimum: "2019-12-01" | OPTION_LOOSENED
            date      | maximum: "2026-12-31"           | maximum: "12027-01-01"         | OPTION_LOOSENED
            date      | maximum: "31.01.2026"           | maximum: "01.02.2027"          | OPTION_LOOSENED
            timestamp | minimum: "2026-01-01T00:00:00Z" | minimum: "2026-01-01T01:00:00+05:00" | OPTION_LOOSENED
            timestamp | minimum: "2026-01-01T00:00:00Z" | minimum: "2026-01-01T01:00:00Z" | TIGHTENED
            timestamp | minimum: "2026-01-01T05:00:00+05:00" | minimum: "2026-01-01 00:00:00Z" |
            time      | maximum: "09:00"      | maximum: "10:00:00"   | OPTION_LOOSENED
            integer | minimum: 0            | exclusiveMinimum: 0   | TIGHTENED
            integer | minimum: 1            | exclusiveMinimum: 0   | OPTION_LOOSENED,TIGHTENED
            integer | exclusiveMaximum: 9   | maximum: 8            | TIGHTENED
            integer | exclusiveMaximum: 9   | maximum: 9            | TIGHTENED,OPTION_LOOSENED
            integer | exclusiveMaximum: 9   | exclusiveMaximum: 8   | TIGHTENED
            integer | exclusiveMinimum: 9   | exclusiveMinimum: 8   | OPTION_LOOSENED
            string  | maxLength: 9          | maxLength: 10         | OPTION_LOOSENED
            string  | minLength: 9          | minLength: 10         | TIGHTENED
            string  | pattern: "a+"         | pattern: "a*"         | OPTION_LOOSENED
            string  | format: email         |                       | OPTION_LOOSENED
            string  |                       | format: email         | TIGHTENED
            """)
    void eachWayToChangeAnOption(String type, String before, String after, String kind) {
        assertColumn(options(type, before), options(type, after), kind);
    }

    private static String options(String type, String option) {
        return "logicalType: " + type + (option == null ? "" : ", logicalTypeOptions: {" + option + "}");
    }

    private static void assertColumn(String before, String after, String kind) {
        List<Change> changes = ContractChanges.between(
                Contracts.departures("{name: c, " + before + "}, " + GATE),
                Contracts.departures(GATE + ", {name: c, " + after + "}"));
        assertEquals(
                kind == null ? List.of() : List.of(kind.split(",")),
                changes.stream().map(change -> change.kind().name()).toList());
        changes.forEach(change -> {
            assertEquals("departures.c", change.about());
            assertTrue(change.text().startsWith("column departures.c "), change.text());
        });
    }

    @Test
    void whatGoesComesOrChangesItsNameIsTold() {
        Contract both = Contracts.departures("{name: c, logicalType: string}, " + GATE);
        assertEquals(
                List.of(new Change(Kind.COLUMN_REMOVED, "departures", "c", "column departures.c is removed")),
                ContractChanges.between(both, Contracts.departures(GATE)));
        assertEquals(
                List.of(new Change(
                        Kind.COLUMN_RENAMED, "departures", "c", "column departures.c is renamed to airport")),
                ContractChanges.between(both, Contracts.departures(GATE + ", {name: airport, logicalType: string}")));
        List<Change> added = ContractChanges.between(Contracts.departures(GATE), both);
        assertEquals(List.of(Kind.COLUMN_ADDED), kinds(added));
        assertTrue(added.getFirst().text().contains("unclassified, so nobody sees it"), added.toString());
    }

    /** Which of two it became can't be told, so nothing is guessed. */
    @Test
    void aRenameThatCouldBeTwoIsARemoval() {
        assertEquals(
                List.of(Kind.COLUMN_REMOVED, Kind.COLUMN_ADDED, Kind.COLUMN_ADDED),
                kinds(ContractChanges.between(
                        Contracts.departures("{name: c, logicalType: string}, " + GATE),
                        Contracts.departures(
                                GATE + ", {name: a, logicalType: string}, {name: b, logicalType: string}"))));
    }

    @Test
    void relationsAreComparedByNameAndTable() {
        String properties = ", properties: [" + GATE + "]}";
        Contract one = Contracts.of("{name: a" + properties);
        Contract both = Contracts.of("{name: a" + properties + ", {name: b" + properties);
        Contract moved = Contracts.of("{name: a, physicalName: x" + properties);
        Contract renamed = Contracts.of("{name: b, physicalName: x" + properties);
        assertEquals(List.of(Kind.RELATION_REMOVED), kinds(ContractChanges.between(both, one)));
        assertEquals(List.of(Kind.RELATION_ADDED), kinds(ContractChanges.between(one, both)));
        assertEquals(List.of(Kind.RELATION_MOVED), kinds(ContractChanges.between(one, moved)));
        assertEquals(List.of(Kind.RELATION_RENAMED), kinds(ContractChanges.between(moved, renamed)));
    }

    @Test
    void aKeyIsLoosenedByWhatIsAddedToItOrByItsEnd() {
        String a = "{name: a, logicalType: string, required: true%s}, ";
        String b = "{name: b, logicalType: string, required: true%s}, ";
        String key = ", primaryKey: true";
        Contract one = Contracts.departures(a.formatted(key) + b.formatted("") + GATE);
        Contract two = Contracts.departures(a.formatted(key) + b.formatted(key) + GATE);
        Contract none = Contracts.departures(a.formatted("") + b.formatted("") + GATE);
        assertEquals(List.of(Kind.KEY_LOOSENED), kinds(ContractChanges.between(one, two)));
        assertEquals(List.of(Kind.KEY_LOOSENED), kinds(ContractChanges.between(one, none)));
        assertEquals(List.of(Kind.TIGHTENED), kinds(ContractChanges.between(two, one)));
        assertEquals(List.of(Kind.TIGHTENED), kinds(ContractChanges.between(none, one)));
    }

    /** A key column has a value in every row, whether the contract repeats that or not. */
    @Test
    void aColumnThatLeavesTheKeyIsNoLongerRequired() {
        String key = ", primaryKey: true";
        String required = ", required: true";
        String column = "{name: b, logicalType: string%s}, {name: a, logicalType: string, primaryKey: true}";
        Contract both = Contracts.departures(column.formatted(key));
        Contract said = Contracts.departures(column.formatted(key + required));
        Contract alone = Contracts.departures(column.formatted(required));
        assertEquals(
                List.of(Kind.REQUIRED_LOOSENED, Kind.TIGHTENED),
                kinds(ContractChanges.between(both, Contracts.departures(column.formatted("")))));
        assertEquals(List.of(Kind.TIGHTENED), kinds(ContractChanges.between(both, alone)));
        assertEquals(List.of(), kinds(ContractChanges.between(said, both)));
    }

    @Test
    void aKeyOfOneColumnIsUniqueWhetherTheContractRepeatsThatOrNot() {
        String column = "{name: a, logicalType: string%s}, {name: b, logicalType: string%s}";
        String key = ", primaryKey: true";
        Contract unique = Contracts.departures(column.formatted(", unique: true", ""));
        assertEquals(
                List.of(Kind.TIGHTENED, Kind.TIGHTENED),
                kinds(ContractChanges.between(unique, Contracts.departures(column.formatted(key, "")))));
        assertEquals(
                List.of(Kind.TIGHTENED, Kind.UNIQUE_LOOSENED, Kind.TIGHTENED, Kind.TIGHTENED),
                kinds(ContractChanges.between(unique, Contracts.departures(column.formatted(key, key)))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {metric: rowCount, mustBeGreaterThan: 5} | {metric: rowCount, mustBeGreaterThan: 4} \
            | quality rule rowCount of departures is no longer as strong: rowCount mustBeGreaterThan 5 becomes rowCount mustBeGreaterThan 4
            {name: a, metric: rowCount, mustBe: 5}   | {name: a, metric: rowCount, mustBe: 5, severity: info} \
            | quality rule a of departures is no longer of severity error: rowCount mustBe 5
            {name: a, type: sql, query: select 1, mustBe: 1} | {type: text, description: gone} \
            | quality rule a of departures is removed: its query mustBe 1
            {metric: duplicateValues, arguments: {properties: [c, gate]}, mustBe: 0} \
            | {metric: duplicateValues, arguments: {properties: [gate]}, mustBe: 0} |
            {metric: duplicateValues, arguments: {properties: [gate]}, mustBe: 0} \
            | {metric: duplicateValues, arguments: {properties: [c, gate]}, mustBe: 0} \
            | quality rule duplicateValues of departures is measured otherwise, so that duplicateValues mustBe 0 says something else
            {metric: duplicateValues, arguments: {properties: [c, gate]}, mustBeLessThan: 5} \
            | {metric: duplicateValues, arguments: {properties: [gate]}, mustBeLessThan: 5} \
            | quality rule duplicateValues of departures is measured otherwise, so that duplicateValues mustBeLessThan 5 \
            says something else
            """)
    void lostRulesOfARelationAreToldToEverybody(String before, String after, String text) {
        List<Change> changes = ContractChanges.between(ruled(before), ruled(after));
        assertEquals(
                text == null ? List.of() : List.of(text),
                changes.stream().filter(Change::breaking).map(Change::text).toList());
        Dependent blind = new Dependent("insights/other", Set.of("c", "gate"));
        assertEquals(text == null, Breakage.of("v1", changes, List.of(blind)).isNone());
    }

    private static Contract ruled(String rule) {
        return Contracts.of("{name: departures, quality: [" + rule + "], properties: [{name: c, logicalType: string}, "
                + GATE + "]}");
    }

    /** The going of the column says it all. */
    @Test
    void aRuleOfAColumnThatGoesIsNotToldTwice() {
        String at = "{name: at, logicalType: timestamp, quality: [{metric: nullValues, mustBe: 0}]}, ";
        assertEquals(
                List.of(Kind.COLUMN_REMOVED),
                kinds(ContractChanges.between(Contracts.departures(at + GATE), Contracts.departures(GATE))));
    }

    /** Who reads other columns only was promised it as well. */
    @Test
    void aServiceLevelIsLostToAllReadersOfTheRelationWithTheColumnItMeasures() {
        Dependent blind = new Dependent("insights/other", Set.of("at"));
        Dependent elsewhere = new Dependent("insights/elsewhere", Set.of(), Set.of("arrivals.id"));
        String lost =
                "v1: service level freshness of departures.at is no longer promised: 1 d (read by insights/other)";
        for (String after : List.of(GATE, "{name: at, logicalType: timestamp}, " + GATE)) {
            assertEquals(
                    lost,
                    Breakage.of(
                                    "v1",
                                    ContractChanges.between(fresh("at"), Contracts.departures(after)),
                                    List.of(blind, elsewhere))
                            .toString());
        }
        assertEquals(
                List.of(Kind.COLUMN_RENAMED, Kind.TIGHTENED),
                kinds(ContractChanges.between(fresh("at"), fresh("left"))));
        assertEquals(
                List.of(Kind.RELATION_REMOVED, Kind.RELATION_ADDED),
                kinds(ContractChanges.between(
                        fresh("at"), Contracts.of("{name: arrivals, properties: [" + GATE + "]}"))),
                "the relation's going says it to the same");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "departures, arrivals | departures, arrivals | ",
                "departures, arrivals | arrivals, departures | ",
                "departures, arrivals | departures           | arrivals",
                "departures, arrivals |                      | departures arrivals",
                "departures.at        | departures           | ",
                "departures           | departures.at        | departures",
            })
    void aServiceLevelOfSeveralRelationsIsLostToTheReadersOfEach(String before, String after, String hit) {
        List<String> lost = ContractChanges.between(kept(before), kept(after)).stream()
                .filter(Change::breaking)
                .map(Change::relation)
                .sorted(Comparator.reverseOrder())
                .toList();
        assertEquals(hit == null ? List.of() : List.of(hit.split(" ", -1)), lost);
    }

    private static Contract kept(String elements) {
        String level = elements == null
                ? ""
                : "slaProperties: [{property: retention, value: 3, unit: years, element: \"" + elements + "\"}]\n";
        String columns = ", properties: [{name: at, logicalType: timestamp}]}";
        return Contracts.parse(level + "schema: [{name: departures" + columns + ", {name: arrivals" + columns + "]");
    }

    private static Contract fresh(String column) {
        return Contracts.parse("slaProperties: [{property: freshness, value: 1, element: departures." + column + "}]\n"
                + "schema: [{name: departures, properties: [{name: " + column + ", logicalType: timestamp}, " + GATE
                + "]}]");
    }

    /** Accepted by an operator that took more for a rule than this one does. */
    @Test
    void promisesOfAContractThatCanNotBeReadAnyMoreAreNotLost() {
        String contract = """
                slaProperties: [%s]
                schema:
                - name: departures
                  quality: [%s]
                  properties: [{name: c, logicalType: string, quality: [%s]}]
                """;
        String level = "{property: availability, value: 99, unit: percent}";
        String odd = "{metric: noSuchMetric, mustBe: 1}";
        String rule = "{metric: rowCount, mustBeGreaterThan: 0}";
        String unique = "{metric: duplicateValues, mustBe: 0}";
        Contract before = Contracts.parse(contract.formatted(level, odd + ", " + rule, unique));
        assertEquals(
                List.of(Kind.QUALITY_REMOVED),
                ContractChanges.between(before, Contracts.parse(contract.formatted(level, rule, unique))).stream()
                        .map(Change::kind)
                        .toList());
        assertEquals(
                List.of(
                        "a quality rule of departures is removed or another one",
                        "a quality rule of departures is removed or another one",
                        "a quality rule of departures.c is removed or another one",
                        "service level availability is gone or another one"),
                ContractChanges.between(before, Contracts.parse(contract.formatted("", "", ""))).stream()
                        .map(Change::text)
                        .toList());
    }

    @Test
    void onlyWhoSeesAColumnIsHit() {
        List<Change> changes = ContractChanges.between(
                Contracts.departures("{name: c, logicalType: string}, " + GATE), Contracts.departures(GATE));
        Dependent reads = new Dependent("insights/delays", Set.of("gate"));
        Dependent blind = new Dependent("insights/other", Set.of("c"));
        Dependent blinder = new Dependent("insights/another", Set.of("departures.c"));
        assertEquals(
                "v1: column departures.c is removed (read by insights/delays)",
                Breakage.of("v1", changes, List.of(blind, reads, blinder)).toString());
        assertTrue(Breakage.of("v1", changes, List.of(blind, blinder)).isNone());
        assertTrue(Breakage.of("v1", changes, List.of()).isNone());
    }

    /** Who says what he uses is hit in that only, and never where he can't see it. */
    @ParameterizedTest
    @CsvSource({
        "c, , true",
        "departures.c, , true",
        "c gate, , true",
        "gate, , false",
        "carriers.c, , false",
        "c, c, false",
        ", , true",
    })
    void whoSaysWhatHeUsesIsHitInThatOnly(String used, String hidden, boolean hit) {
        List<Change> changes = ContractChanges.between(
                Contracts.departures("{name: c, logicalType: string}, " + GATE), Contracts.departures(GATE));
        assertEquals(
                hit,
                !Breakage.of("v1", changes, List.of(new Dependent("insights/delays", words(hidden), words(used))))
                        .isNone());
    }

    @ParameterizedTest
    @CsvSource({"c, true", "departures.gate, true", "carriers.c, false", ", true"})
    void aRelationConcernsWhoUsesSomethingOfIt(String used, boolean hit) {
        var promise = new Change(Kind.QUALITY_REMOVED, "departures", null, "quality rule x of departures is removed");
        var service = new Change(Kind.SERVICE_LEVEL_REMOVED, "", null, "service level availability is gone");
        var dependents = List.of(new Dependent("insights/delays", Set.of(), words(used)));
        assertEquals(hit, !Breakage.of("v1", List.of(promise), dependents).isNone());
        assertTrue(!Breakage.of("v1", List.of(service), dependents).isNone(), "the whole version concerns everybody");
    }

    private static Set<String> words(String text) {
        return text == null ? Set.of() : Set.of(text.split(" ", -1));
    }

    private static List<Kind> kinds(List<Change> changes) {
        return changes.stream().map(Change::kind).toList();
    }
}
