package dev.roadstead.operator.access;

import static dev.roadstead.operator.access.Samples.ALL;
import static dev.roadstead.operator.access.Samples.ASK;
import static dev.roadstead.operator.access.Samples.CONTRACT;
import static dev.roadstead.operator.access.Samples.NOW;
import static dev.roadstead.operator.access.Samples.all;
import static dev.roadstead.operator.access.Samples.column;
import static dev.roadstead.operator.access.Samples.in;
import static dev.roadstead.operator.access.Samples.mask;
import static dev.roadstead.operator.access.Samples.named;
import static dev.roadstead.operator.access.Samples.only;
import static dev.roadstead.operator.access.Samples.policy;
import static dev.roadstead.operator.access.Samples.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.LensSummary.ColumnEffect;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LensSummaryTest {

    @Test
    void countsColumnsOfAllRelations() {
        AccessPolicy policy = with(
                with(policy("a"), all(mask("pii", Effect.HASH), named("delay", Effect.NULL))),
                in("origin", "LGA", "JFK"));
        assertEquals(
                new LensSummary(
                        3,
                        2,
                        2,
                        "flights: origin In (JFK, LGA)",
                        List.of(
                                new ColumnEffect("flights.delay", "Null"),
                                new ColumnEffect("flights.captain", "Hash"),
                                new ColumnEffect("crews.crew_id", "Hidden"),
                                new ColumnEffect("crews.captain", "Hidden"))),
                summary(policy, CONTRACT));
    }

    @Test
    void oneRelationNeedsNoName() {
        var contract = new Contract(List.of(CONTRACT.relations().getFirst()));
        LensSummary summary = summary(
                with(
                        with(policy("a"), only("delay", "origin")),
                        in("origin", "JFK"),
                        new RowCondition("delay", RowOperator.GT, List.of("15"))),
                contract);
        assertEquals("delay Gt 15 and origin In (JFK)", summary.rowFilter());
        assertEquals("flight_id", summary.columns().getFirst().name());
    }

    @Test
    void allRowsAndAllColumnsNeedNoWords() {
        assertEquals(new LensSummary(7, 0, 0, null, List.of()), summary(policy("a"), CONTRACT));
    }

    @Test
    void itIsBounded() {
        var wide = new Contract(List.of(new Relation(
                "t",
                "t",
                null,
                IntStream.range(0, 40)
                        .mapToObj(i -> column("c" + i, "text", i == 0 ? "public" : "pii"))
                        .toList())));
        LensSummary summary = summary(with(policy("a"), all(mask("pii", Effect.HASH))), wide);
        assertEquals(39, summary.masked());
        assertEquals(32, summary.columns().size());
        assertNull(summary.rowFilter());
        String[] values =
                IntStream.range(0, 300).mapToObj(i -> "\uD83D\uDE00" + i).toArray(String[]::new);
        String filter = summary(with(policy("a"), in("c0", values)), wide).rowFilter();
        assertTrue(filter.length() <= 1024 && filter.endsWith("…"), filter);
    }

    @Test
    void whatDependsOnTheRowSaysAllThatOccurs() {
        var contract = new Contract(List.of(CONTRACT.relations().getFirst()));
        AccessPolicy late = with(
                with(policy("late"), only("delay", "captain")),
                new RowCondition("delay", RowOperator.GT, List.of("15")),
                in("origin", "JFK"));
        AccessPolicy paris = with(
                with(policy("paris"), all(mask("pii", Effect.HASH), named("notes", Effect.HIDDEN))),
                in("origin", "CDG"));
        assertEquals(
                new LensSummary(
                        1,
                        3,
                        1,
                        "(delay Gt 15 and origin In (JFK)) or origin In (CDG)",
                        List.of(
                                new ColumnEffect("flight_id", "Clear or Null"),
                                new ColumnEffect("origin", "Clear or Null"),
                                new ColumnEffect("captain", "Clear or Hash"),
                                new ColumnEffect("notes", "Hidden"))),
                summary(contract, late, paris));
        assertEquals(
                new LensSummary(4, 1, 0, null, List.of(new ColumnEffect("captain", "Clear or Hash"))),
                summary(contract, with(policy("all"), all(mask("pii", Effect.HASH))), late),
                "all rows are there");
    }

    private static LensSummary summary(AccessPolicy policy, Contract contract) {
        return summary(contract, policy);
    }

    private static LensSummary summary(Contract contract, AccessPolicy... policies) {
        Decision decision = Access.decide(ASK, contract, List.of(policies), ALL, null, NOW);
        return LensSummary.of(((Decision.Approved) decision).lens(), contract);
    }
}
