package dev.roadstead.operator.requirement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.Guards;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/** The laws of what is demanded of whoever publishes. */
class DemandsPropertiesTest {

    private static final List<String> DEMANDS = List.of(
            "require: [Owner]",
            "require: [Contact, Description]",
            "require: [Classification, ServiceLevel]",
            "allowedStoreClasses: [warehouse]",
            "minSunsetNotice: 720h",
            "namePatterns: {dataProducts: '[a-m]+', columns: '[a-z]+'}",
            "namePatterns: {outputPorts: '[a-m]+', relations: '[a-m]+'}",
            "maxDuration: 1h");

    @Provide
    Arbitrary<List<Guard>> guards() {
        return Combinators.combine(Arbitraries.of("DryRun", "Warn", "Enforce"), Arbitraries.of(DEMANDS))
                .as((mode, demand) -> DemandsTest.guard("g", mode, demand, ""))
                .list()
                .ofMaxSize(5)
                .map(DemandsPropertiesTest::numbered);
    }

    @Provide
    Arbitrary<ProductFacts> products() {
        Arbitrary<@Nullable String> text = Arbitraries.of("", " ", "words").injectNull(0.3);
        return Combinators.combine(
                        Arbitraries.of("abc", "xyz", "a-b"), text, text, text, Arbitraries.of("warehouse", "archive"))
                .as((name, description, team, contact, storeClass) -> new ProductFacts(
                        name,
                        new DataProductSpec(
                                null,
                                description,
                                new DataProductSpec.Owner(team, contact),
                                null,
                                null,
                                List.of(new DataProductSpec.Store("main", null, List.of())),
                                List.of()),
                        Map.of("main", storeClass)));
    }

    @Provide
    Arbitrary<PortFacts> ports() {
        Arbitrary<String> column = Combinators.combine(
                        Arbitraries.of("abc", "x_1"),
                        Arbitraries.of("pii", "public").injectNull(0.4))
                .as(DemandsPropertiesTest::column);
        Arbitrary<OutputPortSpec.Version> version = Combinators.combine(
                        Arbitraries.of("v1", "v2"),
                        Arbitraries.of(true, false),
                        Arbitraries.of("abc", "xyz"),
                        column.list().ofMinSize(1).ofMaxSize(4))
                .as((name, served, relation, columns) -> version(name, served, relation, columns));
        Instant now = Instant.parse("2026-11-30T12:00:00Z");
        return Combinators.combine(
                        Arbitraries.of("abc", "xyz"),
                        version.list().ofMinSize(1).ofMaxSize(2),
                        Arbitraries.of(true, false))
                .as((name, versions, excepted) -> new PortFacts(
                        name,
                        versions,
                        Map.of("v2", "archive"),
                        Map.of("v1", new Sunset(now.plusSeconds(60), now.minusSeconds(60))),
                        now,
                        excepted));
    }

    @Property
    void orderNeverMatters(
            @ForAll("guards") List<Guard> guards,
            @ForAll("products") ProductFacts product,
            @ForAll("ports") PortFacts port,
            @ForAll Random random) {
        var turned = new ArrayList<>(guards);
        Collections.shuffle(turned, random);
        assertEquals(on(guards).shortfalls(product), on(turned).shortfalls(product));
        assertEquals(on(guards).shortfalls(port), on(turned).shortfalls(port));
        Statistics.collect(on(guards).shortfalls(port).isEmpty());
        Statistics.coverage(coverage -> coverage.check(false).percentage(share -> share > 20));
    }

    /** Each Guardrail says what it would say alone: none makes up for another. */
    @Property
    void eachIsAskedAlone(
            @ForAll("guards") List<Guard> guards,
            @ForAll("products") ProductFacts product,
            @ForAll("ports") PortFacts port) {
        Set<Shortfall> together = new HashSet<>(on(guards).shortfalls(product));
        together.addAll(on(guards).shortfalls(port));
        Set<Shortfall> alone = new HashSet<>();
        guards.forEach(guard -> {
            alone.addAll(on(List.of(guard)).shortfalls(product));
            alone.addAll(on(List.of(guard)).shortfalls(port));
        });
        assertEquals(alone, together);
    }

    /** An existing violator stays editable: whatever is put right or left alone introduces nothing. */
    @Property
    void aVersionLessIntroducesNothing(@ForAll("guards") List<Guard> guards, @ForAll("ports") PortFacts port) {
        List<Shortfall> before = on(guards).shortfalls(port);
        for (OutputPortSpec.Version kept : port.versions()) {
            List<Shortfall> after = on(guards).shortfalls(port.only(kept));
            assertEquals(List.of(), Shortfall.introduced(before, after));
            assertTrue(before.containsAll(after));
        }
    }

    private static Demands on(List<Guard> guards) {
        return Demands.on(new Guards(guards, List.of()), Map.of());
    }

    private static List<Guard> numbered(List<Guard> guards) {
        var named = new ArrayList<Guard>();
        for (Guard guard : guards) {
            named.add(new Guard(
                    "g" + named.size(),
                    guard.generation(),
                    guard.mode(),
                    guard.owners(),
                    guard.consumers(),
                    guard.columns(),
                    guard.mask(),
                    guard.rows(),
                    guard.deny(),
                    guard.maxDuration(),
                    guard.exceptions(),
                    guard.demands()));
        }
        return named;
    }

    private static OutputPortSpec.Version version(String name, boolean served, String relation, List<String> columns) {
        var contract = Serialization.unmarshal(
                "schema: [{name: " + relation + ", properties: [" + String.join(", ", columns) + "]}]", Contract.class);
        return new OutputPortSpec.Version(name, served, true, null, null, null, contract, null);
    }

    private static String column(String name, @Nullable String classification) {
        return "{name: " + name + (classification == null ? "" : ", classification: " + classification) + "}";
    }
}
