package dev.roadstead.operator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.PolicyTrial.Outcome;
import dev.roadstead.operator.access.Worlds.World;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is told about one Policy must be what it does. */
class PolicyTrialTest {

    @Provide
    Arbitrary<World> worlds() {
        return Worlds.worlds();
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void aPolicyIsSaidToAllowExactlyIfItWouldAlone(@ForAll("worlds") World world) {
        for (AccessPolicy policy : world.policies()) {
            Decision alone = world.with(List.of(policy)).decide();
            boolean byItself = world.ask().notAfter() != null
                    && !world.now().isBefore(world.ask().notAfter());
            if (!byItself) {
                assertEquals(
                        alone instanceof Decision.Approved,
                        trial(world, policy).outcome() == Outcome.ALLOWS,
                        alone.toString());
                assertEquals(
                        alone instanceof Decision.Expired, trial(world, policy).outcome() == Outcome.OVER);
            }
        }
    }

    @Test
    void eachMissIsNamed() {
        var other = new ConsumerRule("marketing", "churn");
        var mine = new ConsumerRule("insights", null);
        assertSays("is about port planes", Samples.about(Samples.policy("p"), "planes", "v1", mine, "delay-analysis"));
        assertSays(
                "is for product marketing/churn, not for product insights/delays",
                Samples.about(Samples.policy("p"), "departures", "v1", other, "delay-analysis"));
        assertSays(
                "is about version v2, not v1",
                Samples.about(Samples.policy("p"), "departures", "v2", mine, "delay-analysis"));
        assertSays(
                "is for purpose billing, not delay-analysis",
                Samples.about(Samples.policy("p"), "departures", "v1", mine, "billing"));
        assertSays("only says no, and to others than product insights/delays", declining(other));
        assertSays("says no to product insights/delays: ask us first", declining(mine));
        assertSays("is over: ", Samples.until(Samples.policy("p"), Samples.NOW));
        assertSays("is about this, and hides every column", Samples.with(Samples.policy("p"), Samples.only("nothing")));
    }

    private static AccessPolicy declining(ConsumerRule whom) {
        AccessPolicy policy = Samples.policy("p");
        return new AccessPolicy(
                policy.name(),
                policy.generation(),
                policy.ports(),
                policy.versions(),
                List.of(),
                Set.of(),
                policy.columns(),
                policy.rows(),
                null,
                policy.renewal(),
                null,
                List.of(new DeclineRule(whom, "ask us first")));
    }

    private static void assertSays(String words, AccessPolicy policy) {
        List<PolicyTrial> trials = PolicyTrial.of(
                Samples.ASK,
                Samples.CONTRACT,
                List.of(policy),
                List.of(),
                Samples.ALL,
                Lease.from(Samples.NOW),
                Samples.NOW);
        String said = trials.getFirst().because();
        assertTrue(said.startsWith(words), said);
    }

    private static PolicyTrial trial(World world, AccessPolicy policy) {
        return PolicyTrial.of(
                        world.ask(),
                        world.contract(),
                        List.of(policy),
                        List.of(),
                        world.enforcement(),
                        Lease.from(world.start()),
                        world.now())
                .getFirst();
    }
}
