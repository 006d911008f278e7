package dev.roadstead.operator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.access.Worlds.World;
import dev.roadstead.operator.contract.Parsed;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A no is an answer, and nothing else: no access differs by it. */
class DeclineTest {

    private static final String MERELY = """
            ports: {names: [departures]}
            declines: [{domain: insights, product: delays, reason: use departures_public}]
            """;

    @Provide
    Arbitrary<World> worlds() {
        return Worlds.worlds();
    }

    @Provide
    Arbitrary<List<DeclineRule>> declines() {
        return Combinators.combine(
                        Arbitraries.of("insights", "*", "marketing"),
                        Arbitraries.of("delays", "churn").injectNull(0.6))
                .as((domain, product) -> new DeclineRule(new ConsumerRule(domain, product), "no, because"))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    @Property(tries = 1500, edgeCases = EdgeCasesMode.NONE)
    void noAccessDiffersByIt(
            @ForAll("worlds") World world, @ForAll("declines") List<DeclineRule> declines, @ForAll boolean every) {
        var declining = new ArrayList<AccessPolicy>();
        for (AccessPolicy policy : world.policies()) {
            declining.add(every || declining.isEmpty() ? declining(policy, declines) : policy);
        }
        if (!every) {
            declining.add(parsed(MERELY));
        }
        Decision before = world.decide();
        Decision after = world.with(declining).decide();
        if (before instanceof Decision.NoPolicy) {
            assertInstanceOf(Decision.NoPolicy.class, after);
        } else {
            assertEquals(before, after);
        }
        Statistics.collect(after instanceof Decision.NoPolicy no ? no.reason() : "access");
        Statistics.coverage(coverage -> {
            coverage.check(Decision.NoPolicy.DECLINED).count(count -> count > 50);
            coverage.check("access").count(count -> count > 50);
        });
    }

    @Test
    void whoeverWaitsIsToldWhy() {
        var answer = assertInstanceOf(Decision.NoPolicy.class, decide(Samples.ASK, parsed(MERELY)));
        assertEquals("Declined", answer.reason());
        assertEquals(
                "domain flights says no to product insights/delays for port departures (Policy no): use departures_public",
                answer.message());
    }

    @Test
    void othersGoOnWaiting() {
        var churn = new Ask("insights", "churn", Samples.PORT, "delay-analysis", null);
        var arrivals = new Ask("insights", "delays", new PortId("flights", "arrivals", "v1"), "delay-analysis", null);
        for (Ask other : List.of(churn, arrivals)) {
            assertEquals(
                    "NoPolicy",
                    assertInstanceOf(Decision.NoPolicy.class, decide(other, parsed(MERELY)))
                            .reason());
        }
    }

    @Test
    void aPolicyThatAllowsIsStronger() {
        assertInstanceOf(Decision.Approved.class, decide(Samples.ASK, parsed(MERELY), Samples.policy("yes")));
    }

    @Test
    void aMereNoAllowsNobodyAnything() {
        AccessPolicy policy = parsed(MERELY);
        assertEquals(List.of(), policy.consumers());
        assertEquals(Set.of(), policy.purposes());
        assertEquals(Set.of(), policy.columns().allow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'reason: use departures_public|reason: " "' | spec.declines[0].reason: it is empty
            'domain: insights|domain: "*"' | spec.declines[0].product: a product belongs to one domain
            'reason:|raison:' | spec.declines[0].raison: unknown field; did you mean reason?
            'declines|purposes: [x]\ndeclines' | spec.consumers: nobody is named
            'declines|columns: {unclassified: Clear}\ndeclines' | spec.columns.allow: no column is named
            """)
    void halfANoIsRefused(String change, String message) {
        String[] parts = change.replace("\\n", "\n").split("\\|", -1);
        Parsed<AccessPolicy> parsed = parse(MERELY.replace(parts[0], parts[1]));
        assertTrue(parsed.message().contains(message), parsed.message());
    }

    private static Decision decide(Ask ask, AccessPolicy... policies) {
        return Access.decide(ask, Samples.CONTRACT, List.of(policies), Samples.ALL, null, Samples.NOW);
    }

    private static AccessPolicy parsed(String spec) {
        return parse(spec).orElseThrow();
    }

    private static Parsed<AccessPolicy> parse(String spec) {
        return PolicyParser.parse(
                "no",
                1,
                Serialization.unmarshal("spec:\n" + spec.indent(2), Policy.class)
                        .getSpec());
    }

    private static AccessPolicy declining(AccessPolicy policy, List<DeclineRule> declines) {
        return new AccessPolicy(
                policy.name(),
                policy.generation(),
                policy.ports(),
                policy.versions(),
                policy.consumers(),
                policy.purposes(),
                policy.columns(),
                policy.rows(),
                policy.maxDuration(),
                policy.renewal(),
                policy.notAfter(),
                declines);
    }
}
