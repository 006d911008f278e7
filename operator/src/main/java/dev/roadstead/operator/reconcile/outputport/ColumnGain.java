package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.operator.contract.change.AddedColumn;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a consumer sees of the columns that a contract adds. Pure.
 *
 * @param consumer as people know him
 * @param columns those that he sees, each with how it looks to him
 */
record ColumnGain(String consumer, List<String> columns) {

    /** How many consumers a message names, and how many columns for each. */
    private static final int CONSUMERS = 3;

    private static final int COLUMNS = 5;

    ColumnGain {
        columns = List.copyOf(columns);
    }

    /**
     * Who gains what, for people: first those who gain something.
     *
     * @param added at least one
     * @param gains of everybody who is granted access to the version
     */
    static String text(String version, List<AddedColumn> added, List<ColumnGain> gains) {
        List<String> unclassified = added.stream()
                .filter(Predicate.not(AddedColumn::classified))
                .map(AddedColumn::toString)
                .toList();
        String hint = unclassified.isEmpty()
                ? ""
                : ". Unclassified, so shown to nobody unless a Policy says unclassified: Clear: " + some(unclassified);
        return version + " has new columns: "
                + some(added.stream().map(AddedColumn::toString).toList()) + hint + ". "
                + consumers(version, gains);
    }

    private static String consumers(String version, List<ColumnGain> gains) {
        if (gains.isEmpty()) {
            return "Nobody is granted access to " + version + " now";
        }
        List<ColumnGain> sorted = gains.stream()
                .distinct()
                .sorted(Comparator.comparing((ColumnGain gain) -> gain.columns().isEmpty())
                        .thenComparing(ColumnGain::consumer))
                .toList();
        String named =
                sorted.stream().limit(CONSUMERS).map(ColumnGain::toString).collect(Collectors.joining("; "));
        return sorted.size() > CONSUMERS ? named + "; and " + (sorted.size() - CONSUMERS) + " more" : named;
    }

    private static String some(List<String> names) {
        Stream<String> shown = names.stream().limit(COLUMNS);
        String text = shown.collect(Collectors.joining(", "));
        return names.size() > COLUMNS ? text + " and " + (names.size() - COLUMNS) + " more" : text;
    }

    @Override
    public String toString() {
        return consumer + " gains " + (columns.isEmpty() ? "nothing" : some(columns));
    }
}
