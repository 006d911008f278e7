package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.GuardColumns;
import dev.roadstead.operator.access.GuardException;
import dev.roadstead.operator.access.GuardMode;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.contract.Column;
import java.time.Duration;
import java.util.List;

/** What Guardrails leave of one Policy, one column at a time, written from the documentation; the oracle's other half. */
final class AlgebraGuards {
    /** How long the lease has been going on. */
    static final Duration AGE = Duration.ofHours(2);

    private final List<Guard> guards;

    /** @param all also those that are only tried, which change nothing */
    AlgebraGuards(List<Guard> all) {
        this.guards =
                all.stream().filter(guard -> guard.mode() == GuardMode.ENFORCE).toList();
    }

    /**
     * Whether nothing is left of a Policy.
     *
     * @param shown columns that it shows in any relation
     */
    boolean shut(List<Column> shown) {
        return guards.stream()
                .filter(guard -> guard.deny() != null
                        || (guard.maxDuration() != null && guard.maxDuration().compareTo(AGE) <= 0))
                .anyMatch(guard -> isAboutAny(guard, shown));
    }

    /**
     * What rows must meet besides.
     *
     * @param shown columns that the Policy shows in that relation
     */
    List<RowCondition> rows(List<Column> shown) {
        return guards.stream()
                .filter(guard -> isAboutAny(guard, shown))
                .flatMap(guard -> guard.rows().stream())
                .toList();
    }

    /** The form demanded or the given one, whichever is stronger, or the next one that the type can take. */
    Effect effect(Column column, Effect given) {
        if (given == Effect.HIDDEN) {
            return given;
        }
        int strength = AlgebraOracle.STRENGTH.indexOf(given);
        for (Guard guard : guards) {
            if (guard.mask() != null && isAbout(guard, column)) {
                strength = Math.max(strength, AlgebraOracle.STRENGTH.indexOf(guard.mask()));
            }
        }
        List<Effect> possible = AlgebraOracle.masks(column.type().sql());
        while (strength > 0 && !possible.contains(AlgebraOracle.STRENGTH.get(strength))) {
            strength++;
        }
        return AlgebraOracle.STRENGTH.get(strength);
    }

    private static boolean isAboutAny(Guard guard, List<Column> columns) {
        return columns.stream().anyMatch(column -> isAbout(guard, column));
    }

    private static boolean isAbout(Guard guard, Column column) {
        for (GuardException exception : guard.exceptions()) {
            boolean us = exception.consumers().stream()
                    .anyMatch(rule -> rule.domain().equals("insights")
                            && (rule.product() == null || rule.product().equals("delays")));
            boolean here = exception.ports().isEmpty()
                    || exception.ports().stream()
                            .anyMatch(port -> port.domain().equals("flights")
                                    && (port.name() == null || port.name().equals("departures")));
            boolean lifted =
                    exception.columns().isEmpty() || exception.columns().contains(column.name());
            if (us && here && lifted && exception.until().isAfter(AlgebraCases.NOW)) {
                return false;
            }
        }
        GuardColumns columns = guard.columns();
        if (columns == null) {
            return true;
        }
        String classification = column.classification();
        boolean classified = classification == null
                ? columns.unclassified()
                : columns.classifications().stream().anyMatch(classification::equalsIgnoreCase);
        boolean named = columns.name() != null
                && java.util.regex.Pattern.compile(columns.name().pattern())
                        .matcher(column.name())
                        .find();
        return classified || named;
    }
}
