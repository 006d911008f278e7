package dev.roadstead.operator.contract.change;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.LogicalTypeOptions;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares what two contracts promise of a column's values: whether any may come that could not come before. */
final class OptionChanges {

    /** @param text what changes, without the column */
    record Found(Kind kind, String text) {}

    /** Which way a bound has to move to let more values in. */
    private enum Side {
        LOWER,
        UPPER
    }

    private static final LogicalTypeOptions NONE =
            new LogicalTypeOptions(null, null, null, null, null, null, null, null);

    private final List<Found> found = new ArrayList<>();

    private OptionChanges() {}

    static List<Found> between(Contract.Column before, Contract.Column after) {
        var comparison = new OptionChanges();
        comparison.compare(options(before), options(after));
        return comparison.found;
    }

    private static LogicalTypeOptions options(Contract.Column column) {
        return column.logicalTypeOptions() == null ? NONE : column.logicalTypeOptions();
    }

    private void compare(LogicalTypeOptions before, LogicalTypeOptions after) {
        bound("minLength", Side.LOWER, text(before.minLength()), text(after.minLength()));
        bound("maxLength", Side.UPPER, text(before.maxLength()), text(after.maxLength()));
        bounds("minimum", "exclusiveMinimum", Side.LOWER, before, after);
        bounds("maximum", "exclusiveMaximum", Side.UPPER, before, after);
        form("pattern", before, after, LogicalTypeOptions::pattern);
        form("format", before, after, LogicalTypeOptions::format);
    }

    /** A bound that goes is no loss if the other one of its side keeps out as much. */
    private void bounds(
            String inclusive, String exclusive, Side side, LogicalTypeOptions before, LogicalTypeOptions after) {
        String was = bound(before, inclusive);
        String now = bound(after, inclusive);
        String wasExclusive = bound(before, exclusive);
        String nowExclusive = bound(after, exclusive);
        if (was == null || nowExclusive == null || isLooser(side, nowExclusive, was)) {
            bound(inclusive, side, was, now);
        }
        boolean keeps =
                wasExclusive != null && now != null && !isLooser(side, now, wasExclusive) && !isSame(now, wasExclusive);
        if (!keeps) {
            bound(exclusive, side, wasExclusive, nowExclusive);
        }
    }

    private void bound(String field, Side side, @Nullable String before, @Nullable String after) {
        if (before == null && after != null) {
            found.add(new Found(Kind.TIGHTENED, "gets " + field + " " + after));
        } else if (before != null && after == null) {
            found.add(new Found(Kind.OPTION_LOOSENED, "loses " + field + " " + before));
        } else if (before != null && after != null && !isSame(before, after)) {
            found.add(new Found(
                    isLooser(side, after, before) ? Kind.OPTION_LOOSENED : Kind.TIGHTENED,
                    "changes " + field + " from " + before + " to " + after));
        }
    }

    private static boolean isSame(String a, String b) {
        return a.equals(b) || Objects.equals(BoundOrder.compare(a, b), 0);
    }

    /** Also where it can't be told. */
    private static boolean isLooser(Side side, String bound, String than) {
        Integer order = BoundOrder.compare(bound, than);
        return !bound.equals(than) && (order == null || (side == Side.LOWER ? order < 0 : order > 0));
    }

    /** Which texts match both of two patterns can't be told, so each other one may let something new in. */
    private void form(
            String field,
            LogicalTypeOptions before,
            LogicalTypeOptions after,
            Function<LogicalTypeOptions, @Nullable String> read) {
        String was = read.apply(before);
        String now = read.apply(after);
        if (was == null && now != null) {
            found.add(new Found(Kind.TIGHTENED, "gets " + field + " " + now));
        } else if (was != null && !was.equals(now)) {
            found.add(new Found(
                    Kind.OPTION_LOOSENED,
                    now == null ? "loses " + field + " " + was : "changes " + field + " from " + was + " to " + now));
        }
    }

    private static @Nullable String bound(LogicalTypeOptions options, String field) {
        return options.bounds().stream()
                .filter(bound -> bound.field().equals(field))
                .map(LogicalTypeOptions.Bound::text)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String text(@Nullable Integer number) {
        return number == null ? null : number.toString();
    }
}
