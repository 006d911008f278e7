package dev.roadstead.operator.contract;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a text may be the query of a rule. It is no judge of SQL: what the query may do is settled by the rights of whoever runs
 * it. It finds what could never give one number, and what other programs would read in another way.
 */
final class QueryText {

    private static final Pattern QUERY = Pattern.compile("(?is)\\s*\\(*\\s*(select|with)\\b.*");

    /** What ODCS tools replace, with or without the dollar sign. */
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "\\$\\{[^}]*}|\\{(model|table|object|schema|dataset|project" + "|catalog|database|field|column|property)}");

    private static final Set<String> OURS = Set.of("${table}", "${column}");

    static Optional<Violation> violation(String field, @Nullable String query, boolean column) {
        if (query == null || query.isBlank()) {
            return Optional.of(
                    new Violation(field, "a rule of type sql needs one", "add a SELECT that gives one number"));
        }
        if (!QUERY.matcher(query).matches()) {
            return Optional.of(new Violation(field, "it is no query", "start with SELECT or WITH"));
        }
        if (query.indexOf(';') >= 0) {
            return Optional.of(
                    new Violation(field, "a semicolon ends a statement", "remove it; in a text write chr(59)"));
        }
        Matcher found = PLACEHOLDER.matcher(query);
        while (found.find()) {
            if (!OURS.contains(found.group())) {
                return Optional.of(new Violation(
                        field,
                        found.group() + " stands for nothing here",
                        "use ${table} or ${column}, or the name itself"));
            }
            if (found.group().equals("${column}") && !column) {
                return Optional.of(new Violation(
                        field,
                        "${column} stands for nothing in a rule of a relation",
                        "write the name of the column, or move the rule to the column"));
            }
        }
        return Optional.empty();
    }

    private QueryText() {}
}
