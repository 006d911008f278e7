package dev.roadstead.operator.access;

import static dev.roadstead.operator.access.Effect.CLEAR;
import static dev.roadstead.operator.access.Effect.HASH;
import static dev.roadstead.operator.access.Effect.HIDDEN;
import static dev.roadstead.operator.access.Effect.NULL;
import static dev.roadstead.operator.access.Effect.REDACT;
import static dev.roadstead.operator.access.Samples.ALL;
import static dev.roadstead.operator.access.Samples.ASK;
import static dev.roadstead.operator.access.Samples.CONTRACT;
import static dev.roadstead.operator.access.Samples.NOW;
import static dev.roadstead.operator.access.Samples.TEXT_ONLY;
import static dev.roadstead.operator.access.Samples.about;
import static dev.roadstead.operator.access.Samples.all;
import static dev.roadstead.operator.access.Samples.in;
import static dev.roadstead.operator.access.Samples.mask;
import static dev.roadstead.operator.access.Samples.named;
import static dev.roadstead.operator.access.Samples.only;
import static dev.roadstead.operator.access.Samples.policy;
import static dev.roadstead.operator.access.Samples.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.contract.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {

    @Test
    void noRuleNoAccess() {
        assertEquals(
                new Decision.NoPolicy(
                        "NoPolicy",
                        "no Policy of domain flights names product insights/delays for port departures; ask its owners for one:"
                                + " status.suggestedPolicy is a draft for them"),
                decide());
    }

    /** Only its own: what other domains were given is nobody's business. */
    @Test
    void whoeverAsksIsToldWhichProductOfItsDomainAPolicyNames() {
        AccessPolicy churn =
                Samples.about(policy("a"), "departures", "v1", new ConsumerRule("insights", "churn"), "delay-analysis");
        AccessPolicy others =
                Samples.about(policy("b"), "departures", "v1", new ConsumerRule("finance", "budget"), "delay-analysis");
        String next = " for port departures, only product insights/churn; ask its owners for one:"
                + " status.suggestedPolicy is a draft for them";
        assertEquals(
                new Decision.NoPolicy("NoPolicy", "no Policy of domain flights names product insights/delays" + next),
                decide(churn, others));
        var itself = new Ask("insights", null, Samples.PORT, "delay-analysis", null);
        assertEquals(
                new Decision.NoPolicy(
                        "NoPolicy", "no Policy of domain flights names domain insights as a whole" + next),
                Access.decide(itself, CONTRACT, List.of(churn, others), ALL, null, NOW));
    }

    @Test
    void theOwnDomainNeedsAPolicyToo() {
        var own = new Ask("flights", null, Samples.PORT, "delay-analysis", null);
        assertInstanceOf(Decision.NoPolicy.class, Access.decide(own, CONTRACT, List.of(policy("a")), ALL, null, NOW));
    }

    @Test
    void aPolicyAllows() {
        Decision.Approved approved = approved(policy("a"));
        assertEquals(List.of(new PolicyUse("a", 1)), approved.policies());
        assertEquals(List.of(), approved.asides());
        assertEquals(
                Map.of("flight_id", CLEAR, "origin", CLEAR, "delay", CLEAR, "captain", CLEAR, "notes", CLEAR),
                flights(approved));
        assertEquals(
                List.of("flight_id", "origin", "delay", "captain", "notes"),
                List.copyOf(approved.lens().relations().getFirst().columns().keySet()));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // port, version, domain, product, purpose, reason ("-": allowed)
                "departures, -, insights, -, delay-analysis, -",
                "departures, v1, insights, delays, delay-analysis, -",
                "*, -, *, -, *, -",
                "arrivals, -, insights, -, delay-analysis, NoPolicy",
                "departures, -, marketing, -, delay-analysis, NoPolicy",
                "departures, -, insights, churn, delay-analysis, NoPolicy",
                "departures, -, insights, -, billing, PurposeNotAllowed",
                "departures, v2, insights, -, delay-analysis, VersionNotAllowed",
                "departures, v2, insights, -, billing, PurposeNotAllowed",
            })
    void theNearestMissIsNamed(
            String port, String version, String domain, String product, String purpose, String reason) {
        Decision decision = decide(about(policy("a"), port, version, new ConsumerRule(domain, product), purpose));
        assertEquals(reason, decision instanceof Decision.NoPolicy(String found, String message) ? found : null);
    }

    @Test
    void aProductsRuleIsNotForOthersOfItsDomain() {
        var person = new Ask("insights", null, Samples.PORT, "delay-analysis", null);
        AccessPolicy policy =
                about(policy("a"), "departures", null, new ConsumerRule("insights", "delays"), "delay-analysis");
        assertInstanceOf(Decision.NoPolicy.class, Access.decide(person, CONTRACT, List.of(policy), ALL, null, NOW));
    }

    @Test
    void theRefusedPurposeIsRepeatedAndTheAllowedOnesAreNot() {
        var noPolicy = (Decision.NoPolicy)
                decide(about(policy("a"), "departures", null, new ConsumerRule("insights", null), "secret-merger"));
        assertTrue(noPolicy.message().contains("not for purpose \"delay-analysis\""), noPolicy.message());
        assertTrue(!noPolicy.message().contains("secret-merger"), noPolicy.message());
    }

    @Test
    void anInvalidPolicyIsNamedIfNothingElseIsThere() {
        var violation = new Violation("spec.columns.maks", "unknown field", "did you mean mask?");
        var invalid = new InvalidPolicy(
                "b", 1, Set.of("departures"), List.of(new ConsumerRule("insights", null)), List.of(violation));
        assertEquals(
                new Decision.NoPolicy(
                        "InvalidPolicy",
                        "Policy b of domain flights may be about this, but allows nothing because it is invalid:"
                                + " spec.columns.maks: unknown field; did you mean mask?; ask its owners to correct it"),
                decide(List.of(), List.of(invalid)));
        var elsewhere = new InvalidPolicy(
                "b", 1, Set.of("arrivals"), List.of(new ConsumerRule("insights", null)), List.of(violation));
        assertEquals("NoPolicy", reason(decide(List.of(), List.of(elsewhere))));
        var unreadable = new InvalidPolicy("b", 1, Set.of(), List.of(), List.of(violation));
        assertEquals("InvalidPolicy", reason(decide(List.of(), List.of(unreadable))));
        AccessPolicy near = about(policy("a"), "departures", null, new ConsumerRule("insights", null), "billing");
        assertEquals("PurposeNotAllowed", reason(decide(List.of(near), List.of(invalid))));
        assertInstanceOf(Decision.Approved.class, decide(List.of(policy("a")), List.of(invalid)));
    }

    @Test
    void entriesOfOnePolicyMeet() {
        ColumnRules columns =
                all(mask("pii", HASH), named("captain", REDACT), mask("internal", NULL), named("delay", HASH));
        assertEquals(
                Map.of("flight_id", NULL, "origin", CLEAR, "delay", NULL, "captain", REDACT, "notes", CLEAR),
                flights(approved(with(policy("a"), columns))));
    }

    @Test
    void whatIsNotAllowedIsHidden() {
        assertEquals(
                Map.of("flight_id", HIDDEN, "origin", CLEAR, "delay", HIDDEN, "captain", HIDDEN, "notes", HIDDEN),
                flights(approved(with(policy("a"), only("origin")))));
    }

    @Test
    void unclassifiedColumnsAreHiddenEvenWhenNamed() {
        var hidden = new ColumnRules(Set.of("origin", "notes"), false, List.of());
        assertEquals(HIDDEN, flights(approved(with(policy("a"), hidden))).get("notes"));
        var clear = new ColumnRules(Set.of("origin", "notes"), true, List.of());
        assertEquals(CLEAR, flights(approved(with(policy("a"), clear))).get("notes"));
    }

    @Test
    void rulesThatRestrictDoNotMissTheirColumnByCase() {
        Decision.Approved approved = approved(with(policy("a"), all(mask("PiI", HASH), named("Origin", HIDDEN))));
        assertEquals(HASH, flights(approved).get("captain"));
        assertEquals(HIDDEN, flights(approved).get("origin"));
        assertEquals(HASH, approved.lens().relations().getLast().columns().get("captain"));
        assertEquals("NothingVisible", reason(decide(with(policy("a"), only("ORIGIN")))));
    }

    @Test
    void policiesJoin() {
        AccessPolicy analysts = with(policy("analysts"), all(mask("pii", HASH), mask("internal", HIDDEN)));
        AccessPolicy ids = with(policy("ids"), only("flight_id"));
        Decision.Approved approved = approved(analysts, ids);
        assertEquals(
                Map.of("flight_id", CLEAR, "origin", CLEAR, "delay", HIDDEN, "captain", HASH, "notes", CLEAR),
                flights(approved));
        assertEquals(List.of(new PolicyUse("analysts", 1), new PolicyUse("ids", 1)), approved.policies());
    }

    @Test
    void aRelationWithoutVisibleColumnIsLeftOut() {
        assertEquals(
                List.of("flights"),
                approved(with(policy("a"), only("origin"))).lens().relations().stream()
                        .map(RelationLens::relation)
                        .toList());
    }

    @Test
    void ifAllIsHiddenNothingIsGranted() {
        var noPolicy = (Decision.NoPolicy) decide(with(
                policy("a"),
                all(mask("pii", HIDDEN), mask("internal", HIDDEN), named("origin", HIDDEN), named("notes", HIDDEN))));
        assertEquals("NothingVisible", noPolicy.reason());
        assertTrue(noPolicy.message().contains("hide every column (a)"), noPolicy.message());
    }

    @Test
    void aRowFilterCoversOnlyRelationsWithItsColumns() {
        Decision.Approved approved = approved(with(policy("a"), in("origin", "LGA", "JFK")));
        assertEquals(1, approved.lens().relations().size());
        assertEquals(List.of(in("origin", "JFK", "LGA")), rows(approved));
    }

    @Test
    void aRowFilterOnAHiddenColumnHolds() {
        Decision.Approved approved = approved(with(with(policy("a"), only("delay")), in("origin", "JFK")));
        assertEquals(HIDDEN, flights(approved).get("origin"));
        assertEquals(List.of(in("origin", "JFK")), rows(approved));
    }

    @Test
    void aRowFilterOnAColumnThatIsNotThereShowsNothing() {
        assertEquals(
                new Decision.NotEnforceable(
                        "rows",
                        "Policy a chooses rows by country, but no relation of the contract has country; correct spec.rows, or"
                                + " write a Policy for the ports that have them"),
                decide(with(policy("a"), in("country", "DE"))));
        var split = (Decision.NotEnforceable) decide(with(policy("a"), in("origin", "JFK"), in("crew_id", "1")));
        assertTrue(split.message().contains("no relation of the contract has all these columns"), split.message());
    }

    @Test
    void aPolicyThatCannotBeKeptDoesNotSpoilAnother() {
        Decision.Approved approved =
                approved(with(policy("a"), in("country", "DE")), with(policy("b"), only("origin")));
        assertEquals(List.of(new PolicyUse("b", 1)), approved.policies());
        assertEquals(1, approved.asides().size());
        assertTrue(
                approved.asides().getFirst().startsWith("Policy a chooses rows by country"),
                approved.asides()::toString);
    }

    @Test
    void differentRowsAreCombinedCellByCell() {
        AccessPolicy newYork = with(with(policy("ny"), all(mask("pii", HASH))), in("origin", "JFK"));
        AccessPolicy late = with(
                with(policy("late"), only("origin", "captain")),
                new RowCondition("delay", RowOperator.GT, List.of("15")));
        RelationLens lens = approved(newYork, late).lens().relations().getFirst();
        assertEquals(approved(late, newYork).lens().relations().getFirst(), lens);
        assertEquals(2, lens.groups().size());
        RowGroup delayed = lens.groups().getFirst();
        assertEquals(List.of(new RowCondition("delay", RowOperator.GT, List.of("15"))), delayed.rows());
        assertEquals(CLEAR, delayed.effect("captain"));
        assertEquals(HIDDEN, delayed.effect("flight_id"));
        assertEquals(HASH, lens.groups().getLast().effect("captain"));
        assertEquals(CLEAR, lens.columns().get("flight_id"), "there in some rows");
        assertTrue(lens.filtersRows());
    }

    @Test
    void tooManyChoicesOfRowsAreRefusedWithTheWayOut() {
        AccessPolicy[] policies = IntStream.range(0, Combination.MAX_GROUPS + 1)
                .mapToObj(i -> with(policy("p" + i), in("origin", "A" + i)))
                .toArray(AccessPolicy[]::new);
        assertEquals(
                new Decision.NotEnforceable(
                        "rows",
                        "Policies choose rows of flights in 17 different ways, and one view combines at most 16; give Policies"
                                + " that show the same columns equal rows, or put their values into one In, or let fewer of them"
                                + " apply"),
                decide(policies));
        var fits = approved(Arrays.copyOf(policies, Combination.MAX_GROUPS));
        assertEquals(
                Combination.MAX_GROUPS,
                fits.lens().relations().getFirst().groups().size());
        AccessPolicy[] andAll = Arrays.copyOf(policies, policies.length + 1);
        andAll[policies.length] = policy("all");
        assertEquals(1, approved(andAll).lens().relations().getFirst().groups().size(), "one that shows all rows");
    }

    @Test
    void equalRowsAreCombinedHoweverTheyAreWritten() {
        AccessPolicy one =
                with(with(policy("a"), only("origin")), in("origin", "JFK", "LGA"), in("origin", "LGA", "JFK"));
        AccessPolicy two = with(with(policy("b"), only("delay")), in("origin", "LGA", "JFK", "LGA"));
        Decision.Approved approved = approved(one, two);
        assertEquals(CLEAR, flights(approved).get("origin"));
        assertEquals(CLEAR, flights(approved).get("delay"));
        assertEquals(1, rows(approved).size());
        assertEquals(1, approved.lens().relations().getFirst().groups().size());
    }

    @Test
    void aPolicyThatAddsNothingThereIsNotInTheWay() {
        AccessPolicy newYork = with(with(policy("ny"), only("origin")), in("origin", "JFK"));
        AccessPolicy crews = with(policy("crews"), only("crew_id"));
        assertEquals(List.of(in("origin", "JFK")), rows(approved(newYork, crews)), "hidden there");
        AccessPolicy everything = policy("everything");
        assertEquals(
                approved(everything).lens(), approved(newYork, everything).lens(), "fewer rows, no clearer column");
        AccessPolicy fewer = with(with(policy("fewer"), only("origin")), in("origin", "JFK"), in("delay", "0"));
        assertEquals(approved(newYork).lens(), approved(newYork, fewer).lens(), "more conditions");
    }

    @Test
    void fewerRowsButAClearerColumnIsADifference() {
        AccessPolicy masked = with(policy("masked"), all(mask("pii", HASH)));
        AccessPolicy clearHere = with(with(policy("here"), only("captain")), in("origin", "JFK"));
        RelationLens lens = approved(masked, clearHere).lens().relations().getFirst();
        assertEquals(
                List.of(List.of(), List.of(in("origin", "JFK"))),
                lens.groups().stream().map(RowGroup::rows).toList());
        assertEquals(
                Map.of("flight_id", CLEAR, "origin", CLEAR, "delay", CLEAR, "captain", CLEAR, "notes", CLEAR),
                lens.groups().getLast().columns(),
                "what is seen of these rows in the end");
        assertEquals(List.of(CLEAR, HASH), List.copyOf(lens.effects("captain")));
        assertTrue(!lens.filtersRows());
    }

    @Test
    void aRefusedMaskMattersInTheRowsNobodyShowsClearer() {
        AccessPolicy hash = with(policy("a"), all(named("delay", HASH)));
        AccessPolicy clear = with(with(policy("b"), only("delay")), in("origin", "JFK"));
        var approved = (Decision.Approved) Access.decide(ASK, CONTRACT, List.of(hash, clear), TEXT_ONLY, null, NOW);
        assertEquals(List.of(new PolicyUse("b", 1)), approved.policies());
        AccessPolicy here = with(hash, in("origin", "JFK"), in("notes", "x"));
        approved = (Decision.Approved) Access.decide(ASK, CONTRACT, List.of(here, clear), TEXT_ONLY, null, NOW);
        assertEquals(2, approved.policies().size(), "b shows the delay of all these rows");
    }

    @Test
    void aMaskTheStoreCannotMakeIsRefused() {
        assertEquals(
                new Decision.NotEnforceable(
                        "columns",
                        "Policy a shows flights.delay (integer) as Hash: no such mask for integer; use Null"),
                Access.decide(
                        ASK, CONTRACT, List.of(with(policy("a"), all(named("delay", HASH)))), TEXT_ONLY, null, NOW));
    }

    @Test
    void aRefusedMaskDoesNotMatterWhereAnotherPolicyShowsMore() {
        AccessPolicy hash = with(policy("a"), all(named("delay", HASH), mask("pii", HASH)));
        AccessPolicy clear = with(policy("b"), only("delay"));
        var approved = (Decision.Approved) Access.decide(ASK, CONTRACT, List.of(hash, clear), TEXT_ONLY, null, NOW);
        assertEquals(CLEAR, flights(approved).get("delay"));
        assertEquals(HASH, flights(approved).get("captain"));
        assertEquals(2, approved.policies().size());
    }

    @Test
    void aPolicyWithARefusedMaskStandsAsideAsAWhole() {
        AccessPolicy hash = with(policy("a"), all(named("delay", HASH)));
        AccessPolicy nulls = with(policy("b"), all(named("delay", NULL), mask("pii", NULL)));
        var approved = (Decision.Approved) Access.decide(ASK, CONTRACT, List.of(hash, nulls), TEXT_ONLY, null, NOW);
        assertEquals(NULL, flights(approved).get("delay"));
        assertEquals(NULL, flights(approved).get("captain"));
        assertEquals(List.of(new PolicyUse("b", 1)), approved.policies());
        assertEquals(1, approved.asides().size());
    }

    @Test
    void aRowFilterTheStoreCannotMakeIsRefused() {
        var refused = (Decision.NotEnforceable) Access.decide(
                ASK,
                CONTRACT,
                List.of(with(policy("a"), new RowCondition("delay", RowOperator.GT, List.of("soon")))),
                TEXT_ONLY,
                null,
                NOW);
        assertEquals("rows", refused.part());
        assertEquals("Policy a chooses rows of flights by delay Gt: no such comparison; use a text", refused.message());
    }

    @Test
    void theHashTellsWhatMatters() {
        Decision.Approved one = approved(policy("a"));
        assertEquals(16, one.hash().length());
        assertEquals(one.hash(), approved(policy("b")).hash(), "who allowed it changes nothing in the store");
        assertNotEquals(
                one.hash(),
                approved(with(policy("a"), all(named("delay", HASH)))).hash());
        assertNotEquals(
                one.hash(), approved(with(policy("a"), in("origin", "JFK"))).hash());
        assertNotEquals(
                approved(with(policy("a"), in("origin", "JFK", "LGA"))).hash(),
                approved(with(policy("a"), in("origin", "JFK,LGA"))).hash());
        assertNotEquals(
                one.hash(),
                approved(Samples.until(policy("a"), NOW.plusSeconds(1))).hash());
        assertNotEquals(decide().hash(), decide(with(policy("a"), only("x"))).hash());
    }

    @Test
    void columnsThatNoContractHasAreNamed() {
        AccessPolicy policy = with(
                with(
                        policy("a"),
                        new ColumnRules(
                                Set.of("origin", "destination"),
                                false,
                                List.of(named("emial", HASH), named("CAPTAIN", HASH), mask("nowhere", HASH)))),
                in("country", "DE"),
                in("Origin", "JFK"));
        assertEquals(
                List.of("Origin", "country", "destination", "emial"),
                List.copyOf(policy.unmatchedColumns(List.of(CONTRACT))));
        assertEquals(Set.of(), policy("b").unmatchedColumns(List.of(CONTRACT)));
    }

    private static List<RowCondition> rows(Decision.Approved approved) {
        return approved.lens().relations().getFirst().groups().getFirst().rows();
    }

    private static Map<String, Effect> flights(Decision.Approved approved) {
        return approved.lens().relations().getFirst().columns();
    }

    private static String reason(Decision decision) {
        return assertInstanceOf(Decision.NoPolicy.class, decision).reason();
    }

    private static Decision.Approved approved(AccessPolicy... policies) {
        return assertInstanceOf(Decision.Approved.class, decide(policies));
    }

    private static Decision decide(AccessPolicy... policies) {
        return decide(List.of(policies), List.of());
    }

    private static Decision decide(List<AccessPolicy> policies, List<InvalidPolicy> invalid) {
        return Access.decide(ASK, CONTRACT, policies, invalid, Guards.NONE, ALL, Lease.from(NOW), NOW);
    }
}
