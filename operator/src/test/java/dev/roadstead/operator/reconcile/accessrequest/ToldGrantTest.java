package dev.roadstead.operator.reconcile.accessrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.LensSummary;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowGroup;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToldGrantTest {
    private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final Contract CONTRACT = new Contract(List.of(new Relation("t", "t", null, columns(NAMES))));

    @Test
    void aYesIsNeverWrong() {
        var random = new Random(Long.getLong("roadstead.seed", 7));
        int yes = 0;
        for (int i = 0; i < 50_000; i++) {
            Lens before = lens(random);
            Lens after = lens(random);
            if (ToldGrant.covers(status(before, null, CONTRACT), CONTRACT, decision(after, null))) {
                yes++;
                assertTrue(isWithin(after, before), after + " is not within " + before);
            }
        }
        assertTrue(yes > 1000, "only " + yes + " were told to be narrower");
    }

    @Test
    void whatIsTheSameOrShowsOneColumnLessIsNarrower() {
        Lens all = lens(List.of(), Effect.CLEAR, Effect.CLEAR, Effect.HASH);
        Lens fewer = lens(List.of(), Effect.CLEAR, Effect.HIDDEN, Effect.REDACT);
        assertTrue(covers(all, all));
        assertTrue(covers(all, fewer));
        assertFalse(covers(fewer, all));
    }

    @Test
    void noAccessBecomesLonger() {
        Lens all = lens(List.of(), Effect.CLEAR, Effect.CLEAR, Effect.CLEAR);
        AccessRequestStatus ending = status(all, END, CONTRACT);
        assertTrue(ToldGrant.covers(ending, CONTRACT, decision(all, END)));
        assertFalse(ToldGrant.covers(ending, CONTRACT, decision(all, END.plusSeconds(1))));
        assertFalse(ToldGrant.covers(ending, CONTRACT, decision(all, null)));
    }

    /** A status has room for 32 of them, so nobody knows how the others looked. */
    @Test
    void ofMoreColumnsThanAStatusHoldsNothingIsKnown() {
        List<String> names = new ArrayList<>();
        var effects = new LinkedHashMap<String, Effect>();
        for (int i = 0; i < 40; i++) {
            names.add("c" + i);
            effects.put("c" + i, i == 0 ? Effect.CLEAR : Effect.HASH);
        }
        var wide = new Contract(List.of(new Relation("t", "t", null, columns(names))));
        var lens = new Lens(List.of(new RelationLens("t", effects, List.of())));
        assertFalse(ToldGrant.covers(status(lens, null, wide), wide, decision(lens, null)));
    }

    @Test
    void whoHasNoGrantIsShownNothing() {
        Lens all = lens(List.of(), Effect.CLEAR, Effect.CLEAR, Effect.CLEAR);
        AccessRequestStatus told = status(all, null, CONTRACT);
        var none = new AccessRequestStatus(
                1L, List.of(), "d", null, null, null, List.of(), List.of(), told.lens(), null, null);
        assertEquals(
                List.of(true, false),
                List.of(
                        ToldGrant.covers(told, CONTRACT, decision(all, null)),
                        ToldGrant.covers(none, CONTRACT, decision(all, null))));
    }

    private static boolean covers(Lens before, Lens after) {
        return ToldGrant.covers(status(before, null, CONTRACT), CONTRACT, decision(after, null));
    }

    private static Decision.Approved decision(Lens lens, @Nullable Instant end) {
        return new Decision.Approved(lens, end, List.of());
    }

    private static AccessRequestStatus status(Lens lens, @Nullable Instant end, Contract contract) {
        LensSummary sum = LensSummary.of(lens, contract);
        var told = new AccessRequestStatus.Lens(
                sum.clear(),
                sum.masked(),
                sum.hidden(),
                sum.rowFilter(),
                sum.columns().stream()
                        .map(column -> new AccessRequestStatus.ColumnEffect(column.name(), column.effect()))
                        .toList());
        var grant = new AccessRequestStatus.Grant(
                "c", "l", "s", null, null, null, end == null ? null : end.toString(), "hash");
        return new AccessRequestStatus(1L, List.of(), "d", null, null, grant, List.of(), List.of(), told, null, null);
    }

    private static List<Column> columns(List<String> names) {
        return names.stream()
                .map(name -> new Column(name, PgType.parse("text"), false, 0, null, null, List.of(), false))
                .toList();
    }

    private static Lens lens(List<String> rows, Effect... effects) {
        return new Lens(List.of(new RelationLens("t", List.of(group(rows, List.of(effects))))));
    }

    private static RowGroup group(List<String> rows, List<Effect> effects) {
        var columns = new LinkedHashMap<String, Effect>();
        for (int i = 0; i < effects.size(); i++) {
            columns.put(NAMES.get(i), effects.get(i));
        }
        return new RowGroup(rows.isEmpty() ? List.of() : List.of(new RowCondition("a", RowOperator.IN, rows)), columns);
    }

    private static Lens lens(Random random) {
        List<RowGroup> groups = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            List<String> rows = new ArrayList<>();
            for (String value : List.of("1", "2")) {
                if (random.nextInt(3) == 0) {
                    rows.add(value);
                }
            }
            Effect[] some = {Effect.CLEAR, Effect.HASH, Effect.NULL, Effect.HIDDEN};
            groups.add(group(
                    rows,
                    List.of(
                            some[random.nextInt(some.length)],
                            some[random.nextInt(some.length)],
                            some[random.nextInt(some.length)])));
        }
        return new Lens(List.of(new RelationLens("t", groups)));
    }

    /** Row by row and cell by cell. */
    private static boolean isWithin(Lens inner, Lens outer) {
        for (String value : List.of("1", "2", "3")) {
            for (String column : NAMES) {
                Effect shown = effect(inner, value, column);
                if (shown != null && shown != Effect.HIDDEN) {
                    Effect before = effect(outer, value, column);
                    // A column that is there for other rows only has no value in this one.
                    if (before == null || (shown != Effect.NULL && shown != shown.meet(before))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Null where the row is not there. */
    private static @Nullable Effect effect(Lens lens, String value, String column) {
        return lens.relations().stream()
                .flatMap(relation -> relation.groups().stream())
                .filter(RowGroup::visible)
                .filter(group -> group.rows().stream()
                        .allMatch(condition -> condition.values().contains(value)))
                .map(group -> group.columns().getOrDefault(column, Effect.HIDDEN))
                .reduce(Effect::join)
                .orElse(null);
    }
}
