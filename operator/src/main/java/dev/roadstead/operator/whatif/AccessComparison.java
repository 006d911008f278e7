package dev.roadstead.operator.whatif;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.GuardEffect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.whatif.Consequences.AccessChange;
import dev.roadstead.operator.whatif.Consequences.ColumnChange;
import dev.roadstead.operator.whatif.Consequences.EndChange;
import dev.roadstead.operator.whatif.Consequences.GuardrailHit;
import dev.roadstead.operator.whatif.Consequences.RowChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** What changes for one consumer. */
final class AccessComparison {

    private static final String HIDDEN = Effect.HIDDEN.wireName();

    /**
     * @param before null for a request that does not exist yet
     * @param after null for one that is gone
     */
    static Optional<AccessChange> between(@Nullable Stand before, @Nullable Stand after) {
        if (after == null) {
            return before == null || before.reading() == null
                    ? Optional.empty()
                    : Optional.of(lost(before, before.reading(), "the request is gone"));
        }
        if (!after.settled() || (before != null && !before.settled())) {
            return Optional.empty();
        }
        Stand.Reading was = before == null ? null : before.reading();
        Stand.Reading is = after.reading();
        if (is == null) {
            return was != null && before != null
                    ? Optional.of(lost(before, was, after.because()))
                    : before == null ? Optional.of(waits(after)) : Optional.empty();
        }
        return was == null ? Optional.of(gained(after, is)) : changed(after, was, is);
    }

    /** What Guardrails do to somebody after the change and did not do before. */
    static List<GuardrailHit> hits(@Nullable Stand before, @Nullable Stand after) {
        if (after == null) {
            return List.of();
        }
        List<GuardrailHit> known = before == null ? List.of() : hits(before);
        return hits(after).stream().filter(hit -> !known.contains(hit)).toList();
    }

    private static List<GuardrailHit> hits(Stand stand) {
        return stand.guards().stream().map(effect -> hit(stand, effect)).toList();
    }

    private static GuardrailHit hit(Stand stand, GuardEffect effect) {
        return new GuardrailHit(
                effect.guard().name(),
                effect.guard().mode().wireName(),
                stand.consumer(),
                stand.request(),
                stand.address(),
                effect.change().orElse(""));
    }

    private static AccessChange gained(Stand stand, Stand.Reading is) {
        return change(
                Consequences.Effect.GAINED,
                stand,
                columns(null, is),
                rows(null, is),
                new EndChange(null, text(is.end())),
                null,
                is.policies());
    }

    private static AccessChange lost(Stand stand, Stand.Reading was, String because) {
        return change(Consequences.Effect.LOST, stand, columns(was, null), List.of(), null, because, List.of());
    }

    private static AccessChange waits(Stand stand) {
        return change(Consequences.Effect.WAITS, stand, List.of(), List.of(), null, stand.because(), List.of());
    }

    private static Optional<AccessChange> changed(Stand stand, Stand.Reading was, Stand.Reading is) {
        List<ColumnChange> columns = columns(was, is);
        List<RowChange> rows = rows(was, is);
        EndChange end = Objects.equals(was.end(), is.end()) ? null : new EndChange(text(was.end()), text(is.end()));
        return columns.isEmpty() && rows.isEmpty() && end == null
                ? Optional.empty()
                : Optional.of(change(Consequences.Effect.CHANGED, stand, columns, rows, end, null, is.policies()));
    }

    private static AccessChange change(
            Consequences.Effect effect,
            Stand stand,
            List<ColumnChange> columns,
            List<RowChange> rows,
            @Nullable EndChange end,
            @Nullable String because,
            List<String> policies) {
        return new AccessChange(
                effect,
                stand.consumer(),
                stand.request(),
                stand.address(),
                stand.purpose(),
                columns,
                rows,
                end,
                because,
                policies);
    }

    /** In the order of the contract that holds afterwards; what only the one before has comes last. */
    private static List<ColumnChange> columns(Stand.@Nullable Reading was, Stand.@Nullable Reading is) {
        var names = new LinkedHashSet<ColumnName>();
        addColumns(names, is);
        addColumns(names, was);
        var changes = new ArrayList<ColumnChange>();
        for (ColumnName name : names) {
            String before = look(was, name);
            String after = look(is, name);
            if (!before.equals(after)) {
                changes.add(new ColumnChange(name.relation() + "." + name.column(), before, after));
            }
        }
        return changes;
    }

    private record ColumnName(String relation, String column) {}

    private static void addColumns(SequencedSet<ColumnName> names, Stand.@Nullable Reading reading) {
        if (reading != null) {
            contract(reading)
                    .relations()
                    .forEach(relation -> relation.columns()
                            .forEach(column -> names.add(new ColumnName(relation.name(), column.name()))));
        }
    }

    private static Contract contract(Stand.Reading reading) {
        return reading.contract();
    }

    private static String look(Stand.@Nullable Reading reading, ColumnName name) {
        return lens(reading, name.relation())
                .map(lens -> lens.look(name.column()))
                .orElse(HIDDEN);
    }

    /** Of relations that are seen before and after; of a new one only if rows are left out. */
    private static List<RowChange> rows(Stand.@Nullable Reading was, Stand.Reading is) {
        var changes = new ArrayList<RowChange>();
        for (RelationLens lens : lenses(is.lens())) {
            String before = lens(was, lens.relation()).map(RelationLens::rows).orElse(null);
            String after = lens.rows();
            if (!Objects.equals(before, after)) {
                changes.add(new RowChange(lens.relation(), before, after));
            }
        }
        return changes;
    }

    private static List<RelationLens> lenses(Lens lens) {
        return lens.relations();
    }

    private static Optional<RelationLens> lens(Stand.@Nullable Reading reading, String relation) {
        return reading == null
                ? Optional.empty()
                : lenses(reading.lens()).stream()
                        .filter(lens -> lens.relation().equals(relation))
                        .findFirst();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private AccessComparison() {}
}
