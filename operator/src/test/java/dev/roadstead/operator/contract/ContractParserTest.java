package dev.roadstead.operator.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.OutputPort;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractParserTest {

    private static final String ORDERS = """
            schema:
            - name: orders
              description: one row an order
              properties:
              - {name: order_id, logicalType: integer, physicalType: int8, primaryKey: true, classification: internal}
              - {name: email, logicalType: string, required: true, classification: pii}
              - {name: total, physicalType: "decimal(12,2)"}
              - {name: placed, logicalType: timestamp}
            """;

    @Test
    void readsAContract() {
        var expected = new Contract(List.of(new Relation(
                "orders",
                "orders",
                "one row an order",
                List.of(
                        new Column("order_id", PgType.parse("bigint"), true, 1, "internal", null),
                        new Column("email", PgType.parse("text"), true, 0, "pii", null),
                        new Column("total", PgType.parse("numeric(12,2)"), false, 0, null, null),
                        new Column("placed", PgType.parse("timestamptz"), false, 0, null, null)))));
        assertEquals(expected, parse(ORDERS).orElseThrow());
    }

    @Test
    void findsEverythingThatIsWrongAtOnce() {
        Parsed<Contract> parsed = parse("""
                schema:
                - name: orders
                  properties:
                  - {name: email, logicalType: string, physicalType: strng}
                  - {name: ctid, logicalType: integer}
                  - {name: email, logicalType: geo}
                - name: empty
                """);
        assertEquals(
                List.of(
                        "spec.versions[v1].contract.schema[orders].properties[email].physicalType",
                        "spec.versions[v1].contract.schema[orders].properties[ctid].name",
                        "spec.versions[v1].contract.schema[orders].properties[email].logicalType",
                        "spec.versions[v1].contract.schema[orders].properties[email].name",
                        "spec.versions[v1].contract.schema[empty].properties"),
                parsed.violations().stream().map(Violation::field).toList(),
                parsed.message());
    }

    @Test
    void aViolationSaysWhereWhatAndWhatToDo() {
        assertEquals(
                "spec.versions[v1].contract.schema[t].properties[id].physicalType: \"serial\" is no type that a port can have;"
                        + " use integer, and let whoever writes the rows number them",
                parse(oneColumn("{name: id, physicalType: serial}")).message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: c}",
                "{name: c, logicalType: object}",
                "{name: c, logicalType: array}",
                "{name: c, logicalType: map, physicalType: jsonb}",
                "{name: c, logicalType: string, physicalType: bigint}",
                "{name: c, logicalType: integer, physicalType: numeric}",
                "{name: c, logicalType: integer, physicalType: 'numeric(5,2)'}",
                "{name: c, logicalType: integer, physicalType: text}",
                "{name: c, logicalType: date, physicalType: timestamptz}",
                "{name: c, logicalType: timestamp, physicalType: date}",
                "{name: c, logicalType: array, physicalType: text}",
                "{name: c, logicalType: string, physicalType: 'text[]'}",
                "{name: '', logicalType: string}",
                "{logicalType: string}",
                "{name: \"a\\0b\", logicalType: string}",
                "{name: \"a\\nb\", logicalType: string}",
                "{name: \"a\\u202Eb\", logicalType: string}",
                "{name: \"\\uD800\", logicalType: string}",
                "{name: xmin, logicalType: string}",
                "{name: tableoid, logicalType: string}",
                "{name: c, logicalType: string, primaryKeyPosition: 1}",
                "{name: c, logicalType: string, primaryKey: true, primaryKeyPosition: 0}",
                "{name: c, physicalType: json, primaryKey: true}",
                "{name: c, logicalType: boolean, logicalTypeOptions: {format: x}}",
                "{name: c, logicalType: integer, logicalTypeOptions: {minLength: 1}}",
                "{name: c, physicalType: bigint, logicalTypeOptions: {pattern: x}}",
                "{name: c, logicalType: string, logicalTypeOptions: {pattern: '[A-Z'}}",
                "{name: c, physicalType: 'text[]', logicalTypeOptions: {minimum: 1}}",
                "{name: c, logicalType: string, logicalTypeOptions: {minimum: 1}}",
                "{name: c, logicalType: string, logicalTypeOptions: {minLength: 3, maxLength: 2}}",
                "{name: c, logicalType: number, logicalTypeOptions: {minimum: many}}",
                "{name: c, logicalType: number, logicalTypeOptions: {exclusiveMaximum: '1e999999999'}}",
                "{name: c, logicalType: number, logicalTypeOptions: {minimum: '0.5', maximum: 0}}",
                "{name: c, logicalType: date, logicalTypeOptions: {minimum: 2026}}",
                "null",
            })
    void refuses(String column) {
        assertEquals(
                1,
                parse(oneColumn(column)).violations().size(),
                () -> parse(oneColumn(column)).message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: XMIN, logicalType: string}",
                "{name: select, logicalType: string}",
                "{name: 'größe \"in\" m', logicalType: number, physicalType: integer}",
                "{name: c, logicalType: integer, physicalType: 'numeric(20,0)'}",
                "{name: c, logicalType: string, physicalType: uuid}",
                "{name: c, logicalType: object, physicalType: jsonb}",
                "{name: c, logicalType: array, physicalType: 'uuid[]'}",
                "{name: c, logicalType: timestamp, physicalType: timestamp}",
                "{name: c, physicalType: real, logicalTypeOptions: {minimum: '-0.5', exclusiveMaximum: 2}}",
                "{name: c, physicalType: uuid, logicalTypeOptions: {minLength: 36, maxLength: 36, format: uuid}}",
                "{name: c, physicalType: date, logicalTypeOptions: {maximum: '2099-12-31', format: yyyy-MM-dd}}",
            })
    void accepts(String column) {
        assertEquals(List.of(), parse(oneColumn(column)).violations());
    }

    /** Rewording must set nothing in motion, in the store least of all. */
    @Test
    void whatOnlyDescribesIsNoPartOfTheHash() {
        String described = """
                version: 7.1.0
                description: {purpose: p, usage: u, limitations: l}
                tags: [x]
                support: [{channel: c, url: "https://example.com"}]
                price: {priceAmount: 9.5, priceCurrency: EUR, priceUnit: month}
                team: {name: t, members: [{username: ann, role: owner}]}
                roles: [{role: reader, access: read}]
                schema:
                - name: t
                  businessName: B
                  description: d
                  dataGranularityDescription: g
                  tags: [y]
                  properties:
                  - name: c
                    logicalType: integer
                    businessName: C
                    description: e
                    criticalDataElement: true
                    examples: ["1"]
                    logicalTypeOptions: {minimum: 1}
                """;
        assertEquals(
                parse(oneColumn("{name: c, logicalType: integer}"))
                        .orElseThrow()
                        .hash(),
                parse(described).orElseThrow().hash());
    }

    @Test
    void namesAreMeasuredInBytes() {
        assertEquals(
                List.of(),
                parse(oneColumn("{name: " + "ü".repeat(31) + "a, logicalType: date}"))
                        .violations());
        assertTrue(parse(oneColumn("{name: " + "ü".repeat(32) + ", logicalType: date}"))
                .message()
                .contains("64 bytes"));
    }

    @Test
    void namesThatDifferInCaseAreDifferent() {
        assertEquals(List.of(), parse("""
                schema:
                - name: t
                  properties: [{name: a, logicalType: date}, {name: A, logicalType: date}]
                - name: T
                  properties: [{name: a, logicalType: date}]
                """).violations());
    }

    @Test
    void relationsOfOneNameAreRefusedOnce() {
        String relation = "- {name: t, properties: [{name: a, logicalType: date}]}\n";
        assertEquals(
                "spec.versions[v1].contract.schema[t].name: there is more than one relation of this name; rename all but one"
                        + " of them",
                parse("schema:\n" + relation.repeat(3)).message());
    }

    @Test
    void aRelationsNameHasNoComma() {
        assertEquals(
                "spec.versions[v1].contract.schema[a,b].name",
                parse("schema: [{name: 'a,b', properties: [{name: a, logicalType: date}]}]")
                        .violations()
                        .getFirst()
                        .field());
    }

    @Test
    void relationsMayShareATableIfItsColumnsCanHaveOneType() {
        String shared = """
                schema:
                - {name: wide, physicalName: t, properties: [{name: a, physicalType: integer}, {name: b, logicalType: date}]}
                - {name: narrow, physicalName: t, properties: [{name: a, physicalType: %s}]}
                """;
        assertEquals(List.of(), parse(shared.formatted("bigint")).violations());
        assertEquals(
                "spec.versions[v1].contract.schema[narrow].properties[a].physicalType: relation wide shows the same column of"
                        + " table t as integer, which does not fit text; use the same type, or another physicalName",
                parse(shared.formatted("text")).message());
    }

    @Test
    void theKeyIsOrderedByPositionAndThenAsWritten() {
        Relation relation = parse("""
                schema:
                - name: t
                  properties:
                  - {name: a, logicalType: date, primaryKey: true}
                  - {name: b, logicalType: date, primaryKey: true, primaryKeyPosition: 7}
                  - {name: c, logicalType: date}
                  - {name: d, logicalType: date, primaryKey: true, primaryKeyPosition: 3}
                """).orElseThrow().relations().getFirst();
        assertEquals(
                List.of("d", "b", "a"),
                relation.primaryKey().stream().map(Column::name).toList());
        assertEquals(
                List.of(3, 2, 0, 1),
                relation.columns().stream().map(Column::primaryKeyPosition).toList());
        assertTrue(relation.primaryKey().stream().allMatch(Column::required));
    }

    @Test
    void aPositionInTheKeyIsTakenOnce() {
        assertEquals(
                "spec.versions[v1].contract.schema[t].properties[b].primaryKeyPosition: another column has position 2 in the"
                        + " key; give each its own position",
                parse("""
                        schema:
                        - name: t
                          properties:
                          - {name: a, logicalType: date, primaryKey: true, primaryKeyPosition: 2}
                          - {name: b, logicalType: date, primaryKey: true, primaryKeyPosition: 2}
                        """).message());
    }

    @Test
    void countsAreBounded() {
        String columns = String.join(
                ", ",
                IntStream.rangeClosed(0, 1000)
                        .mapToObj(i -> "{name: c" + i + ", logicalType: date}")
                        .toList());
        assertEquals(
                "spec.versions[v1].contract.schema[t].properties: there are 1001 entries; keep to at most 1000, in several"
                        + " ports if need be",
                parse("schema: [{name: t, properties: [" + columns + "]}]").message());
        assertEquals(
                "spec.versions[v1].contract.schema: there is no relation; add at least one",
                parse("{}").message());
    }

    @Test
    void theHashIsTheSameForever() {
        // Stored in backends: if this fails, the form has changed and needs a new name.
        assertEquals(
                "defb2072a3fff329a286f11d1df89ae95d6d03e62816ca5803339fe8c88a5f5c",
                parse(ORDERS).orElseThrow().hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one row an order|one row for each order",
                "physicalType: int8|physicalType: BIGINT",
                "name: orders\n|name: orders\n  physicalName: orders\n",
                "{name: placed, logicalType: timestamp}|{name: placed, physicalType: timestamptz, description: when}",
                "primaryKey: true|primaryKey: true, required: true, primaryKeyPosition: 4",
            })
    void whatConsumersCannotSeeIsNotInTheHash(String change) {
        assertEquals(
                parse(ORDERS).orElseThrow().hash(),
                parse(changed(change)).orElseThrow().hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: orders\n|name: order\n  physicalName: orders\n",
                "name: orders\n|name: orders\n  physicalName: order\n",
                "name: email|name: mail",
                "decimal(12,2)|decimal(12,3)",
                "required: true, |",
                "primaryKey: true, |",
                "classification: pii|classification: internal",
                "classification: pii|classification: pii, tags: [email]",
                "{name: total, |{name: total, required: true, ",
            })
    void whatConsumersSeeIsInTheHash(String change) {
        assertNotEquals(
                parse(ORDERS).orElseThrow().hash(),
                parse(changed(change)).orElseThrow().hash());
    }

    @Test
    void tagsAreASet() {
        Contract contract = parse(
                        changed("classification: pii|classification: pii, tags: [\"gdpr \", email, email, \"\"]"))
                .orElseThrow();
        assertEquals(
                List.of("email", "gdpr"),
                contract.relations().getFirst().column("email").orElseThrow().tags());
        assertEquals(
                contract.hash(),
                parse(changed("classification: pii|classification: pii, tags: [gdpr, email]"))
                        .orElseThrow()
                        .hash());
    }

    @Test
    void theOrderOfColumnsIsInTheHashAndThatOfRelationsIsNot() {
        Relation orders = parse(ORDERS).orElseThrow().relations().getFirst();
        Relation other = new Relation("a", "a", null, orders.columns());
        assertEquals(new Contract(List.of(orders, other)).hash(), new Contract(List.of(other, orders)).hash());
        var turned = new ArrayList<>(orders.columns());
        Collections.reverse(turned);
        assertNotEquals(
                new Contract(List.of(orders)).hash(),
                new Contract(List.of(new Relation("orders", "orders", null, turned))).hash());
    }

    private static String changed(String change) {
        String[] parts = change.split("\\|", -1);
        assertTrue(ORDERS.contains(parts[0]), "the change is one: " + parts[0]);
        return ORDERS.replace(parts[0], parts[1]);
    }

    private static String oneColumn(String column) {
        return "schema: [{name: t, properties: [" + column + "]}]";
    }

    private static Parsed<Contract> parse(String contract) {
        String port = "kind: OutputPort\nspec:\n  versions:\n  - name: v1\n    contract:\n" + contract.indent(6);
        return ContractParser.parse(Serialization.unmarshal(port, OutputPort.class)
                .getSpec()
                .versions()
                .getFirst());
    }
}
