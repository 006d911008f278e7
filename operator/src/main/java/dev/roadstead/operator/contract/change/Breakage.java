package dev.roadstead.operator.contract.change;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a new contract of a version would break, and for whom.
 *
 * @param version its name
 * @param lines none if nobody depends on what is changed
 */
public record Breakage(String version, List<Line> lines) {

    /** How much is told one by one. */
    private static final int SHOWN = 8;

    /**
     * One change and whom it hits.
     *
     * @param consumers at least one, sorted by name
     */
    public record Line(Change change, List<String> consumers) {
        public Line {
            consumers = List.copyOf(consumers);
        }

        @Override
        public String toString() {
            return change.text() + " (read by " + some(consumers.stream(), consumers.size()) + ")";
        }
    }

    public Breakage {
        lines = List.copyOf(lines);
    }

    /** The lines of those changes that hit somebody; none if nobody depends on what is broken. */
    public static Breakage of(String version, List<Change> changes, List<Dependent> dependents) {
        return new Breakage(
                version,
                changes.stream()
                        .filter(Change::breaking)
                        .map(change -> new Line(
                                change,
                                dependents.stream()
                                        .filter(dependent -> dependent.isHitBy(change))
                                        .map(Dependent::name)
                                        .distinct()
                                        .sorted()
                                        .toList()))
                        .filter(line -> !line.consumers().isEmpty())
                        .toList());
    }

    /** Nothing breaks. */
    public static Breakage none(String version) {
        return new Breakage(version, List.of());
    }

    public boolean isNone() {
        return lines.isEmpty();
    }

    /** What would break, for a person; at most some lines, with the number of the others. */
    @Override
    public String toString() {
        return version + ": " + some(lines.stream().map(Line::toString), lines.size());
    }

    private static String some(Stream<String> texts, int count) {
        String shown = texts.limit(SHOWN).collect(Collectors.joining(", "));
        return count > SHOWN ? shown + " and " + (count - SHOWN) + " more" : shown;
    }
}
