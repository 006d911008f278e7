package dev.roadstead.operator.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.whatif.Consequences.AccessChange;
import dev.roadstead.operator.whatif.Consequences.Effect;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Laws of consequences, over random changes of a small mesh. */
class MeshPropertiesTest {

    private static final Mesh START = Sales.of(Sales.BASE, Sales.PORT, Sales.POLICY, Sales.PRODUCT, Sales.REQUEST);

    /** An object to apply, or, without one, a name to delete. */
    record Step(ObjectName name, Optional<CustomResource<?, ?>> object) {
        static Step apply(String yaml) {
            CustomResource<?, ?> object = Sales.objects(yaml).getFirst();
            return new Step(ObjectName.of(object), Optional.of(object));
        }
    }

    private static final List<String> MASKS = List.of(
            "{classification: pii, with: Hash}",
            "{classification: pii, with: Redact}",
            "{name: country, with: Partial}",
            "{name: email, with: \"Null\"}");

    private static final List<String> TAILS = List.of(
            "",
            "  rows: [{column: country, operator: In, values: [DE]}]\n",
            "  rows: [{column: country, operator: In, values: [DE, NO]}]\n",
            "  maxDuration: 24h\n",
            "  notAfter: \"2026-06-01T00:00:00Z\"\n",
            "  notAfter: \"2028-06-01T00:00:00Z\"\n");

    private static Arbitrary<String> policies() {
        return Combinators.combine(
                        Arbitraries.of("marketing", "sales", "\"*\""),
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.of(MASKS),
                        Arbitraries.of(TAILS),
                        Arbitraries.of("\"*\"", "campaign"))
                .as((domain, name, mask, tail, purpose) -> Sales.policy("x", mask)
                                .replace("name: for-x", "name: " + name)
                                .replace("{domain: x}", "{domain: " + domain + "}")
                                .replace("purposes: [\"*\"]", "purposes: [" + purpose + "]")
                        + tail);
    }

    private static Arbitrary<String> guardrails() {
        return Combinators.combine(
                        Arbitraries.of("Enforce", "Enforce", "Warn", "DryRun"),
                        Arbitraries.of("pii", "second"),
                        Arbitraries.of(
                                "mask: Redact",
                                "mask: Hash",
                                "maxDuration: 12h",
                                "deny: no",
                                "rows: [{column: country, operator: In, values: [NO]}]"))
                .as((mode, name, demand) -> Sales.guardrail(mode)
                        .replace("name: pii", "name: " + name)
                        .replace("mask: Redact", demand));
    }

    private static Arbitrary<String> others() {
        return Arbitraries.of(
                Sales.PRODUCT,
                Sales.PRODUCT.replace("purpose: campaign", "purpose: churn"),
                Sales.REQUEST,
                Sales.REQUEST.replace("dashboard", "campaign"),
                Sales.REQUEST.replace("version: v1", "version: v2"),
                Sales.BASE.substring(Sales.BASE.lastIndexOf("---\n") + 4).replace("Active", "Deprecated"),
                Sales.BASE.substring(Sales.BASE.lastIndexOf("---\n") + 4).replace("Active", "Retired"));
    }

    private static Arbitrary<Step> steps() {
        Arbitrary<Step> applied = Arbitraries.oneOf(policies(), policies(), guardrails(), others())
                .map(Step::apply);
        Arbitrary<Step> deleted = Arbitraries.of(
                        new ObjectName("Policy", "sales", "a"),
                        new ObjectName("Policy", "sales", "b"),
                        new ObjectName("Guardrail", null, "pii"),
                        new ObjectName("AccessRequest", "marketing", "dashboard"),
                        new ObjectName("DataProduct", "marketing", "churn"),
                        new ObjectName("OutputPort", "sales", "orders"),
                        new ObjectName("Domain", null, "marketing"))
                .map(name -> new Step(name, Optional.empty()));
        return Arbitraries.frequencyOf(Tuple.of(4, applied), Tuple.of(1, deleted));
    }

    @Provide
    Arbitrary<Map<ObjectName, Step>> edits() {
        return steps().list().ofMaxSize(5).map(steps -> {
            var edit = new TreeMap<ObjectName, Step>();
            steps.forEach(step -> edit.put(step.name(), step));
            return edit;
        });
    }

    @Provide
    Arbitrary<String> onePolicy() {
        return policies();
    }

    @Provide
    Arbitrary<String> oneGuardrail() {
        return guardrails();
    }

    private static Edit edit(Map<ObjectName, Step> steps) {
        var applied = new ArrayList<CustomResource<?, ?>>();
        var deleted = new ArrayList<ObjectName>();
        steps.values().forEach(step -> step.object().ifPresentOrElse(applied::add, () -> deleted.add(step.name())));
        return new Edit(applied, deleted);
    }

    private static Mesh start(Map<ObjectName, Step> world) {
        return START.after(edit(world), Sales.RULES).mesh();
    }

    /** What counts of how everybody stands. */
    private static Map<ObjectName, List<Object>> ends(Mesh mesh) {
        var ends = new TreeMap<ObjectName, List<Object>>();
        mesh.stands().forEach((name, stand) -> {
            Stand.Reading reading = stand.reading();
            if (reading != null) {
                ends.put(name, List.of(reading.lens(), Objects.toString(reading.end()), reading.policies()));
            }
        });
        return ends;
    }

    @Property(tries = 100)
    void whatIsThereAlreadyHasNoConsequences(
            @ForAll("edits") Map<ObjectName, Step> world, @ForAll("edits") Map<ObjectName, Step> change) {
        Mesh mesh = start(world);
        Mesh after = mesh.after(edit(change), Sales.RULES).mesh();
        change.values().removeIf(step -> step.object().isEmpty());
        Consequences again = after.after(edit(change), Sales.RULES).consequences();
        assertEquals(List.of(), again.access());
        assertEquals(List.of(), again.objects());
        assertTrue(again.isSeenByNobody(), again::toString);
    }

    @Property(tries = 100)
    void oneChangeAfterTheOtherEndsWhereBothTogetherEnd(
            @ForAll("edits") Map<ObjectName, Step> world,
            @ForAll("edits") Map<ObjectName, Step> first,
            @ForAll("edits") Map<ObjectName, Step> second) {
        Mesh mesh = start(world);
        var both = new TreeMap<>(first);
        both.putAll(second);
        Mesh together = mesh.after(edit(both), Sales.RULES).mesh();
        Mesh oneByOne = mesh.after(edit(first), Sales.RULES)
                .mesh()
                .after(edit(second), Sales.RULES)
                .mesh();
        assertEquals(ends(together), ends(oneByOne));
    }

    /** Only what the indexes lead to is looked at; nobody else may see a difference. */
    @Property(tries = 100)
    void whatIsToldIsAllThatIsDifferent(
            @ForAll("edits") Map<ObjectName, Step> world, @ForAll("edits") Map<ObjectName, Step> change) {
        Mesh mesh = start(world);
        Mesh.Outcome outcome = mesh.after(edit(change), Sales.RULES);
        Map<ObjectName, List<Object>> before = ends(mesh);
        Map<ObjectName, List<Object>> after = ends(outcome.mesh());
        List<String> told = outcome.consequences().access().stream()
                .filter(access -> access.effect() != Effect.WAITS)
                .map(AccessChange::request)
                .toList();
        var names = new TreeMap<>(before);
        names.putAll(after);
        names.keySet().forEach(name -> {
            List<Object> was = before.get(name);
            List<Object> is = after.get(name);
            boolean differs = was == null || is == null || !was.subList(0, 2).equals(is.subList(0, 2));
            if (told.contains(name.namespace() + "/" + name.name()) || differs) {
                assertNotEquals(was, is, name::toString);
                assertTrue(told.contains(name.namespace() + "/" + name.name()), name::toString);
            }
        });
    }

    @Property(tries = 100)
    void aPolicyMoreOnlyGives(@ForAll("edits") Map<ObjectName, Step> world, @ForAll("onePolicy") String yaml) {
        Mesh mesh = start(world);
        String more = yaml.replaceFirst("name: [abc],", "name: more,");
        Mesh.Outcome outcome = mesh.after(Sales.applying(more), Sales.RULES);
        outcome.consequences().access().forEach(access -> {
            assertTrue(access.effect() == Effect.GAINED || access.effect() == Effect.CHANGED, access::toString);
            access.columns()
                    .forEach(column -> assertTrue(
                            weakest(column.after()).compareTo(weakest(column.before())) <= 0, access::toString));
        });
        Map<ObjectName, Stand> after = outcome.mesh().stands();
        mesh.stands().forEach((name, stand) -> {
            if (stand.reading() != null) {
                assertTrue(
                        stand.reading()
                                .lens()
                                .isWithin(after.get(name).reading().lens()),
                        name::toString);
            }
        });
    }

    @Property(tries = 100)
    void aGuardrailMoreOnlyTakes(@ForAll("edits") Map<ObjectName, Step> world, @ForAll("oneGuardrail") String yaml) {
        Mesh mesh = start(world);
        String more = yaml.replaceFirst("name: (pii|second)}", "name: more}");
        Mesh.Outcome outcome = mesh.after(Sales.applying(more), Sales.RULES);
        outcome.consequences().access().forEach(access -> {
            assertTrue(access.effect() == Effect.LOST || access.effect() == Effect.CHANGED, access::toString);
            access.columns()
                    .forEach(column -> assertTrue(
                            weakest(column.after()).compareTo(weakest(column.before())) >= 0, access::toString));
        });
        Map<ObjectName, Stand> before = mesh.stands();
        outcome.mesh().stands().forEach((name, stand) -> {
            if (stand.reading() != null) {
                assertTrue(
                        stand.reading()
                                .lens()
                                .isWithin(before.get(name).reading().lens()),
                        name::toString);
            }
        });
    }

    private static dev.roadstead.operator.access.Effect weakest(String look) {
        return dev.roadstead.operator.access.Effect.valueOf(look.split(" ", 2)[0].toUpperCase(java.util.Locale.ROOT));
    }
}
