package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.postgres.Exposure.Trigger;
import dev.roadstead.operator.postgres.Script.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the triggers on the operator's own tables with those it made: one too many runs in its session, one too few
 * lets the history be rewritten.
 */
final class TriggerDrift {
    private TriggerDrift() {}

    static List<Repair> find(List<Trigger> found) {
        List<Repair> repairs = new ArrayList<>();
        for (Trigger trigger : found) {
            if (Layout.triggers().stream().noneMatch(ours -> ours.hasPlaceOf(trigger))) {
                repairs.add(repair(trigger.schema(), trigger.table(), trigger.name(), "was put on it", drop(trigger)));
            }
        }
        for (Layout.Trigger ours : Layout.triggers()) {
            String create = ours.statement();
            found.stream()
                    .filter(ours::hasPlaceOf)
                    .findFirst()
                    .ifPresentOrElse(
                            trigger -> {
                                if (!trigger.definition().equals(create)) {
                                    repairs.add(repair(ours, "was changed", drop(trigger), create));
                                } else if (!trigger.fires()) {
                                    repairs.add(repair(ours, "was disabled", enable(ours)));
                                }
                            },
                            () -> repairs.add(repair(ours, "is gone", create)));
        }
        return repairs;
    }

    private static String drop(Trigger trigger) {
        return "DROP TRIGGER " + Sql.id(trigger.name()) + " ON " + Sql.id(trigger.schema(), trigger.table());
    }

    private static String enable(Layout.Trigger trigger) {
        return "ALTER TABLE " + trigger.schema() + "." + trigger.table() + " ENABLE TRIGGER " + trigger.name();
    }

    private static Repair repair(Layout.Trigger trigger, String found, String... statements) {
        return repair(trigger.schema(), trigger.table(), trigger.name(), found, statements);
    }

    private static Repair repair(String schema, String table, String name, String found, String... statements) {
        return new Repair(
                new Finding(
                        Kind.TRIGGER,
                        "table " + Sql.id(schema, table),
                        "trigger " + Sql.id(name) + " " + found,
                        String.join("; ", statements),
                        null),
                List.of(statements).stream()
                        .map(sql -> new Statement(Script.OPERATOR, sql))
                        .toList());
    }
}
