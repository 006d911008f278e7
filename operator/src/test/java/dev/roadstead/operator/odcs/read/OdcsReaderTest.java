package dev.roadstead.operator.odcs.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.LogicalType;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OdcsReaderTest {

    private static final String HEAD = """
            apiVersion: v3.1.0
            kind: DataContract
            id: urn:example:orders
            version: 1.2.0
            status: active
            """;

    /** In the manner of the examples of datacontract-cli, with what nothing here acts on. */
    private static final String WHOLE = HEAD + """
            name: Orders
            tenant: acme
            domain: sales
            dataProduct: orders
            tags: [web]
            description:
              purpose: Orders of the web shop.
              usage: Analytics.
              authoritativeDefinitions: [{url: "https://example.com", type: businessDefinition}]
            servers:
            - {server: production, type: postgres, environment: prod, host: db, port: 5432, database: shop, schema: public}
            schema:
            - name: orders
              physicalName: orders_v1
              physicalType: table
              logicalType: object
              description: One row for each order.
              quality:
              - {metric: rowCount, mustBeGreaterThan: 10, unit: rows, businessImpact: none}
              dataGranularityDescription: an order
              properties:
              - name: order_id
                logicalType: string
                physicalType: uuid
                primaryKey: true
                primaryKeyPosition: 1
                required: true
                criticalDataElement: true
                examples: ["243c25e5-a081-43a9-aeab-6d5d5b6cb5e2"]
                partitionKeyPosition: -1
              - name: total
                logicalType: integer
                primaryKeyPosition: -1
                logicalTypeOptions: {minimum: 0, maximum: 100.5, multipleOf: 1}
                examples: [9999, 1.50]
                transformLogic: SUM(x)
                customProperties: [{property: owner, value: [1, {a: null}]}]
              - name: extra
                logicalType: object
                physicalType: jsonb
                classification: pii
                tags: [email]
                properties: [{name: mail, logicalType: string, classification: pii, tags: [EMAIL]}]
              relationships: [{from: orders.order_id, to: items.order_id}]
            price: {priceAmount: 9.95, priceCurrency: USD, priceUnit: month}
            team: {name: sales, members: [{username: a@example.com, dateIn: 2026-01-31}]}
            roles: [{role: reader, access: read}]
            support: [{channel: chat, url: "https://chat.example.com"}]
            slaProperties:
            - {property: availability, value: 99.9}
            - {property: endOfSupport, value: "2030-01-01"}
            customProperties: [{property: x, value: 1}]
            contractCreatedTs: 2026-01-31 10:00:00
            """;

    @Test
    void whatTheContractTakesAndWhatNot() {
        OdcsContract read = valid(WHOLE);
        Contract contract = read.contract();
        assertEquals("1.2.0", contract.version());
        assertEquals(List.of("web"), contract.tags());
        assertEquals("Orders of the web shop.", contract.description().purpose());
        assertEquals(9.95, contract.price().priceAmount());
        assertEquals("2026-01-31", contract.team().members().getFirst().dateIn());
        Contract.Relation orders = contract.schema().getFirst();
        assertEquals("orders_v1", orders.physicalName());
        assertEquals(
                List.of("order_id", "total", "extra"),
                orders.properties().stream().map(Contract.Column::name).toList());
        Contract.Column total = orders.properties().get(1);
        assertEquals(LogicalType.INTEGER, total.logicalType());
        assertEquals(null, total.primaryKeyPosition());
        assertEquals(0, total.logicalTypeOptions().minimum().getIntVal());
        assertEquals("100.5", total.logicalTypeOptions().maximum().getStrVal());
        assertEquals(List.of("9999", "1.50"), total.examples());
        assertEquals(
                List.of(
                        "description.authoritativeDefinitions",
                        "servers",
                        "schema[0].quality[0].businessImpact",
                        "schema[0].properties[1].transformLogic",
                        "schema[0].properties[1].customProperties",
                        "schema[0].properties[1].logicalTypeOptions.multipleOf",
                        "schema[0].properties[2].properties",
                        "schema[0].relationships",
                        "slaProperties endOfSupport",
                        "customProperties",
                        "contractCreatedTs"),
                read.ignored());
    }

    @Test
    void jsonIsReadTooWithTabsAndAByteOrderMark() {
        String json =
                "\uFEFF{\t\"apiVersion\": \"v3.2.0\", \"kind\": \"DataContract\", \"id\": \"x\", \"version\": \"1.0.0\",\n"
                        + "\t\"schema\": [{\"name\": \"t\", \"properties\": [{\"name\": \"c\", \"logicalType\": \"string\","
                        + " \"enum\": [{\"value\": 1}]}]}]}";
        assertEquals("t", valid(json).contract().schema().getFirst().name());
        assertEquals(
                List.of("schema[0].properties[0].enum: it is there twice"),
                paths(json.replace("\"enum\": [", "\"enum\": [], \"enum\": [")));
    }

    @Test
    void everythingIsToldAtOnceWithItsPlace() {
        String text = """
                apiVersion: v3.1.0
                kind: Contract
                version: 1.0
                status: active
                schema:
                - name: orders
                  properties:
                  - {name: a, logicalType: strng}
                  - {name: b, logicalType: string, requird: true}
                  - {name: a, logicalType: money}
                  - {logicalType: string}
                - {name: empty}
                """;
        assertEquals(
                List.of(
                        "kind: ODCS knows no value \"Contract\" here",
                        "version: here stands a text in ODCS, not the number \"1.0\"",
                        "schema[0].properties[0].logicalType: ODCS knows no value \"strng\" here",
                        "schema[0].properties[1].requird: ODCS has no such field here",
                        "schema[0].properties[2].logicalType: ODCS knows no value \"money\" here",
                        "schema[0].properties[3].name: it is missing",
                        "id: it is missing",
                        "schema[1].properties: it is missing"),
                paths(text));
        assertTrue(
                messages(text).contains("requird: ODCS has no such field here (line 9); did you mean required?"),
                messages(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "encryptedName: x, logicalType: string | .encryptedName",
                "logicalType: object | .physicalType",
                "logicalType: object, properties: [{name: x, classification: pii}], physicalType: jsonb | .properties[0].classification",
                "logicalType: array, items: {logicalType: string, unique: true}, physicalType: jsonb | .items.unique",
                "logicalType: string, physicalName: other | .physicalName",
                "logicalType: string, logicalTypeOptions: {minimum: 1} | .logicalTypeOptions.minimum",
                "logicalType: timestamp, logicalTypeOptions: {timezone: false} | .logicalTypeOptions.timezone",
                "physicalType: text, logicalTypeOptions: {minLength: 1} | .logicalTypeOptions",
                "logicalType: integer, logicalTypeOptions: {format: int} | .logicalTypeOptions.format",
                "logicalType: integer, logicalTypeOptions: {minimum: \"1\"} | .logicalTypeOptions.minimum",
                "logicalType: string, classification: NO | .classification",
                "logicalType: string, classification: 0x1F | .classification",
                "logicalType: string, classification: 12:30 | .classification",
                "logicalType: string, required: yes | .required",
                "logicalType: string, enum: [{value: 1}] | .enum",
                "logicalType: string, physicalType: citext | .physicalType",
                "logicalType: string, primaryKeyPosition: 1 | .primaryKeyPosition",
                "logicalType: string, quality: [{type: custom, engine: soda, implementation: x}] | .quality[0].type",
                "logicalType: string, quality: [{metric: nullValues}] | .quality[0]",
                "logicalType: string, quality: [{metric: nullValues, mustBe: 0, rule: x}] | .quality[0].rule",
                "logicalType: string, quality: [{metric: nullValues, mustBe: none}] | .quality[0].mustBe",
                "logicalType: string, quality: [{metric: nullValues, mustBe: 0, arguments: {x: 1}}] | .quality[0].arguments.x",
                "logicalType: string, description: | .description",
                "logicalType: string, tags: [a, a] | .tags",
            })
    void whatNobodyWouldKeepIsRefused(String column, String where) {
        String text = HEAD + "schema:\n- name: t\n  properties:\n  - {name: c, " + column + "}\n";
        assertEquals(List.of("schema[0].properties[0]" + where), fields(text), messages(text));
    }

    @Test
    void textsMayLookLikeAnything() {
        OdcsContract read = valid(HEAD + """
                schema:
                - name: t
                  description: "NO"
                  properties:
                  - {name: y, logicalType: string, description: 'null', classification: "no", tags: ["1e3"], examples: ["yes"]}
                """);
        assertEquals("NO", read.contract().schema().getFirst().description());
        assertEquals(
                "no",
                read.contract().schema().getFirst().properties().getFirst().classification());
    }

    @Test
    void yamlThatWouldGrowOrHideIsRefused() {
        String laughs = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n";
        assertTrue(messages(HEAD + laughs).contains("the alias *b is not followed"), messages(HEAD + laughs));
        assertTrue(messages("a: !!python/object:os.system x").contains("the tag"));
        assertTrue(messages(HEAD + "id: again\n").contains("id: it is there twice"));
        assertTrue(messages(HEAD + "---\n" + HEAD).contains("more than one document"));
        assertTrue(messages("\tapiVersion: v3.1.0").contains("a tab stands where YAML allows none"));
        assertTrue(messages("a: [" + "[".repeat(5000)).contains("nested more than"));
        assertTrue(messages("a: \u0000").contains("a character that YAML does not allow"));
        assertTrue(messages("").contains("it is empty"));
        assertTrue(messages("just words").contains("the document: it is the text"));
        assertTrue(messages("a: b: c").contains("it is no YAML"));
        assertTrue(messages("x".repeat(OdcsReader.LONGEST + 1)).contains("characters, and at most"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3.0.2", "v2.2.2", "v3.1.1", "3.1.0", "v4.0.0"})
    void otherVersionsAreNotGuessedAt(String version) {
        String text = WHOLE.replace("v3.1.0", version);
        assertEquals(List.of("apiVersion"), fields(text));
    }

    @Test
    void aThousandColumnsAreReadAndTheLastFaultFound() {
        String columns = IntStream.range(0, 1000)
                .mapToObj(i -> "  - {name: c" + i + ", logicalType: string}\n")
                .collect(Collectors.joining());
        String text = HEAD + "schema:\n- name: t\n  properties:\n" + columns;
        assertEquals(
                1000, valid(text).contract().schema().getFirst().properties().size());
        assertEquals(List.of("schema[0].properties[999].name"), fields(text.replace("name: c999", "name: c998")));
        assertEquals(List.of("schema[0].properties"), fields(text + "  - {name: one_more, logicalType: string}\n"));
        assertEquals(
                List.of("schema[0].properties[3].logicalType", "schema[0].properties"),
                fields(text.replace("name: c3, logicalType: string", "name: c3, logicalType: text")
                        + "  - {name: one_more, logicalType: string}\n"),
                "one fault hides no other");
        assertEquals(
                List.of("schema[0].properties[7].name"), fields(text.replace("name: c7,", "name: \"c\\\"7\\n\",")));
        assertEquals(
                List.of("schema[0].properties[7].name"),
                fields(text.replace("name: c7,", "name: " + "c".repeat(300) + ",")));
    }

    private static OdcsContract valid(String text) {
        Parsed<OdcsContract> read = OdcsReader.read(text);
        return assertInstanceOf(Parsed.Valid.class, read, read::message) == null ? null : read.orElseThrow();
    }

    private static String messages(String text) {
        return OdcsReader.read(text).message();
    }

    private static List<String> fields(String text) {
        return OdcsReader.read(text).violations().stream().map(Violation::field).toList();
    }

    private static List<String> paths(String text) {
        return OdcsReader.read(text).violations().stream()
                .map(violation -> violation.field() + ": " + violation.cause().replaceAll("(, and.*)? \\(line .*", ""))
                .toList();
    }
}
