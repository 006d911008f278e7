package dev.roadstead.operator.requirement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.GuardrailParser;
import dev.roadstead.operator.access.Guards;
import dev.roadstead.operator.contract.Parsed;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static final String PRODUCT = """
            title: Orders
            description: All orders.
            owner: {team: sales-data, contact: sales@example.com}
            stores: [{name: main}, {name: side, storeClassName: archive}]
            """;

    private static final String PORT = """
            dataProductName: orders
            store: main
            versions:
            - name: v1
              deprecated: true
              sunsetTime: "2026-12-24T00:00:00Z"
              contract:
                description: {purpose: billing}
                schema:
                - name: orders
                  properties:
                  - {name: order_id, logicalType: integer, classification: public}
                  - {name: email, logicalType: string, classification: pii}
            - name: v2
              served: false
              contract: {schema: [{name: Orders, properties: [{name: E-Mail, logicalType: string}]}]}
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            require: [Owner]       | 'team: sales-data, |'       | spec.owner.team: nobody is named who answers for the product; name the team
            require: [Owner]       | 'team: sales-data|team: " "' | spec.owner.team: nobody is named
            require: [Owner]       | 'owner: {team: sales-data, contact: sales@example.com}\n|' | spec.owner.team: nobody is named
            require: [Contact]     | ', contact: sales@example.com|' | spec.owner.contact: nobody can be asked about the product; write
            require: [Description] | 'description: All orders.\n|' | spec.description: it is empty; write what the product is about
            allowedStoreClasses: [warehouse] | '|' | spec.stores[side].storeClassName: no data may be kept in StoreClass archive; use one of warehouse
            namePatterns: {dataProducts: '[a-z]{3}'} | '|' | metadata.name: the name orders does not match [a-z]{3}; choose one that does as a whole
            """)
    void aProductFallsShort(String demand, String change, String message) {
        List<Shortfall> found = demands("Enforce", demand).shortfalls(product(changed(PRODUCT, change)));
        assertEquals(1, found.size(), found.toString());
        assertTrue(
                found.getFirst().message().startsWith("Guardrail g: " + message),
                found.getFirst().message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            require: [Classification] | ', classification: pii|' | spec.versions[v1].contract.schema[orders].properties[email].classification: column email has no classification; write
            require: [Description]    | 'purpose: billing|usage: none' | spec.versions[v1].contract.description.purpose: the contract does not say why the data exists; write it
            require: [ServiceLevel]   | '|' | spec.versions[v1].contract.slaProperties: the contract does not say what consumers may expect; name at least
            namePatterns: {outputPorts: 'x.*'} | '|'  | metadata.name: the name daily does not match x.*
            namePatterns: {relations: '[a-z]{3}'} | '|' | spec.versions[v1].contract.schema[orders].name: the name orders does not match
            namePatterns: {columns: '[a-z]+'} | '|' | spec.versions[v1].contract.schema[orders].properties[order_id].name: the name order_id does not match [a-z]+; choose
            allowedStoreClasses: [warehouse, lake] | '|' | spec.versions[v1].store: no data may be kept in StoreClass archive; serve it from a store in one of lake, warehouse
            minSunsetNotice: 720h | '|' | 'spec.versions[v1].sunsetTime: consumers must know it for 720h and were told at 2026-11-30T11:00:00Z; set it to 2026-12-30T11:00:00Z or later; until then'
            """)
    void aPortFallsShort(String demand, String change, String message) {
        List<Shortfall> found = demands("Enforce", demand).shortfalls(port(changed(PORT, change), false));
        assertEquals(1, found.size(), found.toString());
        assertTrue(
                found.getFirst().message().startsWith("Guardrail g: " + message),
                found.getFirst().message());
    }

    @Test
    void whatIsAsDemandedIsNotMentioned() {
        Demands all = demands("Enforce", """
                require: [Owner, Contact, Description, Classification]
                allowedStoreClasses: [archive, warehouse]
                minSunsetNotice: 1h
                namePatterns: {dataProducts: "[a-z]+", outputPorts: "[a-z]+", relations: "[a-z]+", columns: "[a-z_]+"}
                """);
        assertEquals(List.of(), all.shortfalls(product(PRODUCT)));
        assertEquals(List.of(), all.shortfalls(port(PORT, false)), "v2 is not served, so nothing is demanded of it");
    }

    @Test
    void oneServiceLevelIsEnough() {
        String promised = PORT.replace(
                "    description: {purpose: billing}\n",
                "    description: {purpose: billing}\n    slaProperties: [{property: latency, value: 1, unit: d}]\n");
        assertEquals(List.of(), demands("Enforce", "require: [ServiceLevel]").shortfalls(port(promised, false)));
    }

    @Test
    void anExceptionLiftsTheNoticeAlone() {
        Demands demands = demands("Enforce", "{minSunsetNotice: 720h, namePatterns: {outputPorts: x}}");
        assertEquals(2, demands.shortfalls(port(PORT, false)).size());
        assertEquals(
                List.of("metadata.name"),
                demands.shortfalls(port(PORT, true)).stream()
                        .map(shortfall -> shortfall.violation().field())
                        .toList());
    }

    @Test
    void aChangeThatMakesNothingWorseIntroducesNothing() {
        Demands demands = demands("Enforce", "require: [Classification]");
        PortFacts unclassified = port(PORT.replace(", classification: pii", ""), false);
        PortFacts more = port(PORT.replace(", classification: pii", "").replace(", classification: public", ""), false);
        List<Shortfall> before = demands.shortfalls(unclassified);
        assertEquals(List.of(), Shortfall.introduced(before, before));
        assertEquals(List.of(), Shortfall.introduced(demands.shortfalls(more), before));
        assertEquals(
                List.of("spec.versions[v1].contract.schema[orders].properties[order_id].classification"),
                Shortfall.introduced(before, demands.shortfalls(more)).stream()
                        .map(shortfall -> shortfall.violation().field())
                        .toList());
    }

    @Test
    void theModeDecidesWhoIsTold() {
        List<Shortfall> tried = demands("DryRun", "require: [Owner]").shortfalls(product("{}"));
        List<Shortfall> warned = demands("Warn", "require: [Owner]").shortfalls(product("{}"));
        List<Shortfall> enforced = demands("Enforce", "require: [Owner]").shortfalls(product("{}"));
        assertEquals(List.of(), Shortfall.told(tried));
        assertEquals(List.of(), Shortfall.enforced(warned));
        assertEquals(warned, Shortfall.told(warned));
        assertEquals(enforced, Shortfall.enforced(enforced));
        assertTrue(
                warned.getFirst().message().startsWith("Guardrail g (only warns so far): spec.owner.team: "),
                warned.getFirst().message());
        assertFalse(demands("DryRun", "require: [Owner]").areTold());
        assertEquals(Duration.ZERO, demands("Warn", "minSunsetNotice: 720h").sunsetNotice());
        assertEquals(
                Duration.ofDays(30), demands("Enforce", "minSunsetNotice: 720h").sunsetNotice());
    }

    @Test
    void aLongListIsCut() {
        List<Shortfall> one = demands("Enforce", "require: [Owner]").shortfalls(product("{}"));
        List<Shortfall> seven = java.util.Collections.nCopies(7, one.getFirst());
        assertTrue(Shortfall.text(seven).orElseThrow().endsWith("\nand 2 more"));
        assertTrue(Shortfall.text(List.of()).isEmpty());
    }

    @Test
    void domainsAreChosenByTheirLabels() {
        Guard guard = guard("g", "Enforce", "require: [Owner]", "domainSelector: {matchLabels: {tier: gold}}");
        var guards = new Guards(List.of(guard), List.of());
        assertEquals(List.of(guard), Demands.on(guards, Map.of("tier", "gold")).guards());
        assertEquals(List.of(), Demands.on(guards, Map.of("tier", "silver")).guards());
        assertFalse(guard.narrows());
        assertFalse(guard.concerns(Map.of("tier", "gold"), Map.of()), "it is about nobody's access");
        Guard mask = guard("m", "Enforce", "mask: Hash", "");
        assertEquals(
                List.of(),
                Demands.on(new Guards(List.of(mask), List.of()), Map.of()).guards());
    }

    @Test
    void oneThatCanNotBeReadKeepsBackWhatIsNew() {
        var spec = spec("Enforce", "requires: [Owner]", "domainSelector: {matchLabels: {tier: gold}}");
        var guards = new Guards(List.of(), List.of(GuardrailParser.invalid("typo", 1, spec)));
        assertEquals(
                "Guardrail typo may demand something here and can't be understood: spec.requires: unknown field; did you"
                        + " mean require?. Nothing new is published meanwhile; ask the platform team to correct it",
                Demands.on(guards, Map.of("tier", "gold")).unclear().orElseThrow());
        assertTrue(Demands.on(guards, Map.of()).unclear().isEmpty());
        var tried = GuardrailParser.invalid("typo", 1, spec("DryRun", "requires: [Owner]", ""));
        assertTrue(Demands.on(new Guards(List.of(), List.of(tried)), Map.of())
                .unclear()
                .isEmpty());
    }

    static Demands demands(String enforcement, String demand) {
        return Demands.of(guard("g", enforcement, demand, ""));
    }

    static Guard guard(String name, String enforcement, String demand, String match) {
        Parsed<Guard> parsed = GuardrailParser.parse(name, 1, spec(enforcement, demand, match));
        return parsed.orElseThrow();
    }

    private static dev.roadstead.api.v1alpha1.GuardrailSpec spec(String enforcement, String demand, String match) {
        String body = demand.startsWith("{") ? demand.substring(1, demand.length() - 1) : demand.strip();
        String flow = body.contains("\n") ? String.join(", ", body.lines().toList()) : body;
        return Serialization.unmarshal(
                        "spec: {enforcement: " + enforcement + ", match: {" + match + "}, " + flow + "}",
                        Guardrail.class)
                .getSpec();
    }

    private static ProductFacts product(String spec) {
        var product = Serialization.unmarshal("spec:\n" + spec.indent(2), DataProduct.class);
        return new ProductFacts("orders", product.getSpec(), Map.of("side", "archive"));
    }

    private static PortFacts port(String spec, boolean excepted) {
        List<OutputPortSpec.Version> versions = Serialization.unmarshal("spec:\n" + spec.indent(2), OutputPort.class)
                .getSpec()
                .versions();
        var sunset = new Sunset(Instant.parse("2026-12-24T00:00:00Z"), Instant.parse("2026-11-30T11:00:00Z"));
        return new PortFacts("daily", versions, Map.of("v1", "archive"), Map.of("v1", sunset), NOW, excepted);
    }

    private static String changed(String text, String change) {
        String[] parts = change.replace("\\n", "\n").split("\\|", 2);
        assertTrue(text.contains(parts[0]), "the change is one: " + parts[0]);
        return parts[0].isEmpty() ? text : text.replace(parts[0], parts[1]);
    }
}
