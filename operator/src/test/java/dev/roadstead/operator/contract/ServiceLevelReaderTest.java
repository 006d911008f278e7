package dev.roadstead.operator.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.roadstead.operator.contract.ServiceLevel.Element;
import dev.roadstead.operator.contract.ServiceLevel.Property;
import dev.roadstead.operator.contract.ServiceLevel.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceLevelReaderTest {

    private static final String SCHEMA = "\nschema: [{name: t, properties: [{name: at, logicalType: timestamp},"
            + " {name: s, logicalType: string}]}, {name: u, properties: [{name: at, physicalType: date}]}]";

    @Test
    void readsWhatAnExecutorNeeds() {
        assertEquals(
                List.of(
                        new ServiceLevel(
                                Property.FRESHNESS,
                                new Value.Time(Duration.ofHours(2)),
                                List.of(new Element("t", "at")),
                                null,
                                null,
                                null,
                                null),
                        new ServiceLevel(
                                Property.AVAILABILITY,
                                new Value.Amount(new BigDecimal("99.9"), "percent"),
                                List.of(),
                                "analytics",
                                "Mostly.",
                                null,
                                null)),
                parse(
                                "{property: freshness, value: 2, unit: h, element: t.at}, {property: availability, value: '99.90',"
                                        + " driver: analytics, description: Mostly.}")
                        .orElseThrow()
                        .serviceLevels());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            value: 2                      | P2D
            value: '2', unit: Days        | P2D
            value: 90, unit: min          | PT90M
            value: 3, unit: y             | P1095D
            value: 3, unit: mo            | P90D
            value: 30, unit: s            | PT30S
            value: P1Y2M3W4DT5H6M7S       | P450DT5H6M7S
            value: PT90M                  | PT90M
            """)
    void readsTimes(String value, String expected) {
        Contract contract = parse("{property: retention, " + value + "}").orElseThrow();
        assertEquals(
                new Value.Time(Duration.parse(expected)),
                contract.serviceLevels().getFirst().value());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {property: endOfSupport, value: '2027-01-01'}                          | [0].property
            {property: beauty, value: 1}                                           | [0].property
            {property: freshness, value: 2}                                        | [0].element
            {property: freshness, value: 2, element: t}                            | [0].element
            {property: freshness, value: 2, element: t.s}                          | [0].element
            {property: latency, value: 2, element: 't.at, u.at'}                   | [0].element
            {property: retention, value: 2, element: v}                            | [0].element
            {property: retention, value: 2, element: t.x}                          | [0].element
            {property: retention, value: 2, element: 't,'}                         | [0].element
            {property: freshness, value: 2, unit: y, element: t.at}                | [0].unit
            {property: retention, value: 2, unit: m}                               | [0].unit
            {property: retention, value: PT2H, unit: h}                            | [0].unit
            {property: retention, value: soon}                                     | [0].value
            {property: retention, value: P}                                        | [0].value
            {property: retention, value: -1}                                       | [0].value
            {property: retention, value: 0}                                        | [0].value
            {property: retention}                                                  | [0].value
            {property: availability, value: 101}                                   | [0].value
            {property: availability, value: often}                                 | [0].value
            {property: availability, value: 99, unit: h}                           | [0].unit
            {property: throughput, value: '1e9'}                                   | [0].value
            {property: throughput, value: 1, driver: vanity}                       | [0].driver
            {property: retention, value: 2}, {property: retention, value: 3}       | [1]
            null                                                                   | [0]
            """)
    void refuses(String level, String field) {
        assertEquals(
                List.of("spec.versions[v1].contract.slaProperties" + field),
                parse(level).violations().stream().map(Violation::field).toList(),
                () -> parse(level).message());
    }

    @Test
    void theSameIsPromisedOfDifferentElements() {
        assertEquals(
                List.of(),
                parse("{property: latency, value: 2, element: t.at}, {property: latency, value: 2, element: u.at},"
                                + " {property: generalAvailability, value: '2026-01-31'}")
                        .violations());
    }

    /** No view shows a promise, so none is made anew for one; the contract differs nonetheless. */
    @Test
    void promisesAreNoPartOfTheHash() {
        String rule = "quality: [{metric: rowCount, mustBe: 1}], ";
        Contract without = QualityReaderTest.parse(SCHEMA.strip()).orElseThrow();
        Contract with = QualityReaderTest.parse("slaProperties: [{property: retention, value: 2}]"
                        + SCHEMA.replace("{name: t, ", "{name: t, " + rule)
                                .replace("logicalType: string", "logicalType: string, unique: true"))
                .orElseThrow();
        assertEquals(without.hash(), with.hash());
        assertNotEquals(without, with);
    }

    private static Parsed<Contract> parse(String levels) {
        return QualityReaderTest.parse("slaProperties: [" + levels + "]" + SCHEMA);
    }
}
