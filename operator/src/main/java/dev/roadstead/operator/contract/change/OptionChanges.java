package dev.roadstead.operator.contract.change;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.LogicalTypeOptions;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.math.BigDecimal;
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
        for (String field : List.of("minimum", "exclusiveMinimum")) {
            bound(field, Side.LOWER, bound(before, field), bound(after, field));
        }
        for (String field : List.of("maximum", "exclusiveMaximum")) {
            bound(field, Side.UPPER, bound(before, field), bound(after, field));
        }
        form("pattern", before, after, LogicalTypeOptions::pattern);
        form("format", before, after, LogicalTypeOptions::format);
    }

    private void bound(String field, Side side, @Nullable String before, @Nullable String after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before == null) {
            found.add(new Found(Kind.TIGHTENED, "gets " + field + " " + after));
        } else if (after == null) {
            found.add(new Found(Kind.OPTION_LOOSENED, "loses " + field + " " + before));
        } else {
            int order = compare(after, before);
            boolean looser = side == Side.LOWER ? order < 0 : order > 0;
            if (order != 0) {
                found.add(new Found(
                        looser ? Kind.OPTION_LOOSENED : Kind.TIGHTENED,
                        "changes " + field + " from " + before + " to " + after));
            }
        }
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

    /** Numbers by their value, dates and times as written: year first, so that the order of letters is theirs. */
    private static int compare(String a, String b) {
        BigDecimal first = number(a);
        BigDecimal second = number(b);
        return first == null || second == null ? a.compareTo(b) : first.compareTo(second);
    }

    private static @Nullable BigDecimal number(String text) {
        return text.length() <= 64 && text.matches("-?[0-9]+(\\.[0-9]+)?") ? new BigDecimal(text) : null;
    }
}
