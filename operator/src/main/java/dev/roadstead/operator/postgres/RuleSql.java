package dev.roadstead.operator.postgres;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.QualityRule;
import dev.roadstead.operator.contract.QualityRule.Arguments;
import dev.roadstead.operator.contract.QualityRule.Metric;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.quality.Check;
import dev.roadstead.operator.quality.Deviation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a check asks of PostgreSQL: one SELECT that gives one value, over the views of a port, which the session finds by
 * their names alone.
 */
final class RuleSql {
    private RuleSql() {}

    static String of(Check check) {
        return switch (check) {
            case Check.Unenforced(Relation relation, Deviation deviation) -> unenforced(relation, deviation);
            case Check.Rule(Relation relation, QualityRule rule) -> rule(relation, rule);
            case Check.Age(Relation relation, Column column, var _, var _) -> age(relation, column);
        };
    }

    /** Something where it does not hold, and no row where it does: the first such row ends the search. */
    private static String unenforced(Relation relation, Deviation deviation) {
        List<String> columns = deviation.columns().stream().map(Sql::id).toList();
        if (deviation.kind() == Deviation.Kind.NULLABLE) {
            return "SELECT 1 FROM " + Sql.id(relation.name()) + " WHERE " + columns.getFirst() + " IS NULL LIMIT 1";
        }
        return "SELECT 1 FROM " + Sql.id(relation.name()) + " WHERE " + notNull(columns) + " GROUP BY "
                + String.join(", ", columns) + " HAVING count(*) > 1 LIMIT 1";
    }

    private static String rule(Relation relation, QualityRule rule) {
        return switch (rule.check()) {
            case QualityRule.Check.Text _ -> throw new IllegalArgumentException("a text is judged by people");
            case QualityRule.Check.Sql sql -> query(relation, rule, sql.query());
            case QualityRule.Check.Library(Metric metric, Arguments arguments, boolean percent, var _) ->
                library(relation, rule, metric, arguments, percent);
        };
    }

    private static String query(Relation relation, QualityRule rule, String query) {
        String named = query.replace("${table}", Sql.id(relation.name()));
        String column = rule.column();
        return column == null ? named : named.replace("${column}", Sql.id(column));
    }

    private static String library(
            Relation relation, QualityRule rule, Metric metric, Arguments arguments, boolean percent) {
        String from = " FROM " + Sql.id(relation.name());
        if (metric == Metric.ROW_COUNT) {
            return "SELECT count(*)" + from;
        }
        String name = rule.column();
        if (metric == Metric.DUPLICATE_VALUES) {
            List<String> columns = (name == null ? arguments.columns() : List.of(name))
                    .stream().map(Sql::id).toList();
            return "SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n" + from + " WHERE " + notNull(columns)
                    + " GROUP BY " + String.join(", ", columns) + " HAVING count(*) > 1) AS again";
        }
        if (name == null) {
            throw new IllegalArgumentException(metric + " is about a column");
        }
        String counted = condition(Sql.id(name), metric, arguments);
        return percent
                ? "SELECT coalesce(100.0 * count(*) FILTER (WHERE " + counted + ") / nullif(count(*), 0), 0)" + from
                : "SELECT count(*)" + from + " WHERE " + counted;
    }

    private static String condition(String column, Metric metric, Arguments arguments) {
        return switch (metric) {
            case NULL_VALUES -> column + " IS NULL";
            case MISSING_VALUES ->
                arguments.missingValues().isEmpty()
                        ? column + " IS NULL"
                        : "(" + column + " IS NULL OR " + column + "::text IN " + texts(arguments.missingValues())
                                + ")";
            case INVALID_VALUES -> column + " IS NOT NULL AND (" + invalid(column, arguments) + ")";
            case DUPLICATE_VALUES, ROW_COUNT -> throw new IllegalArgumentException(metric + " has no condition");
        };
    }

    private static String invalid(String column, Arguments arguments) {
        List<String> wrong = new ArrayList<>();
        if (!arguments.validValues().isEmpty()) {
            wrong.add(column + "::text NOT IN " + texts(arguments.validValues()));
        }
        String pattern = arguments.pattern();
        if (pattern != null) {
            wrong.add(column + "::text !~ " + Sql.text(pattern));
        }
        return String.join(" OR ", wrong);
    }

    /** Its age in seconds and the newest value itself, which is all that a message may tell: the age is never the same. */
    private static String age(Relation relation, Column column) {
        String newest = "max(" + Sql.id(column.name()) + ")::timestamptz";
        return "SELECT extract(epoch FROM now() - " + newest + ")::bigint || ' ' || extract(epoch FROM " + newest
                + ")::bigint FROM " + Sql.id(relation.name());
    }

    private static String notNull(List<String> columns) {
        return columns.stream().map(column -> column + " IS NOT NULL").collect(Collectors.joining(" AND "));
    }

    private static String texts(List<String> texts) {
        return texts.stream().map(Sql::text).collect(Collectors.joining(", ", "(", ")"));
    }
}
