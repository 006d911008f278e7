package dev.roadstead.operator.answers;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.PolicyTrial;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer would see.
 *
 * @param about who would read what for what
 * @param allowed whether anything would be shown
 * @param message until when, or why not
 * @param columns every column of the contract, and how it would look
 * @param rows a few rows of each relation; empty if nothing would be shown, or nothing could be read
 * @param policies what each Policy of the domain says
 * @param remarks what the rows leave out, and what could not be looked at
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Look(
        String about,
        boolean allowed,
        String message,
        List<Shown> columns,
        List<Rows> rows,
        List<Said> policies,
        List<String> remarks)
        implements Answer {

    /** How a column would look; several effects where that depends on the row. */
    public record Shown(String relation, String column, String effect) {}

    /** Some rows of a relation; a value is null where the consumer gets no value. */
    public record Rows(String relation, List<String> columns, List<List<@Nullable String>> rows) {}

    /** What a Policy says. */
    public record Said(String policy, String says, boolean allows) {}

    /** Values of this length fit beside each other. */
    private static final int WIDTH = 40;

    static Look of(LookQuestion.Seen seen, List<Rows> rows, List<String> remarks) {
        var ask = seen.ask();
        String who = ask.product() == null ? "domain " + ask.domain() : "product " + ask.domain() + "/" + ask.product();
        return new Look(
                who + " reading " + ask.port() + " for " + ask.purpose(),
                seen.lens() != null,
                seen.message(),
                columns(seen),
                rows,
                seen.policies().stream()
                        .map(trial -> new Said(
                                trial.policy(), trial.because(), trial.outcome() == PolicyTrial.Outcome.ALLOWS))
                        .toList(),
                remarks);
    }

    private static List<Shown> columns(LookQuestion.Seen seen) {
        var columns = new ArrayList<Shown>();
        for (Relation relation : seen.contract().relations()) {
            RelationLens lens = seen.lens() == null
                    ? null
                    : seen.lens().relations().stream()
                            .filter(part -> part.relation().equals(relation.name()))
                            .findFirst()
                            .orElse(null);
            for (Column column : relation.columns()) {
                columns.add(new Shown(
                        relation.name(),
                        column.name(),
                        lens == null
                                ? Effect.HIDDEN.wireName()
                                : lens.effects(column.name()).stream()
                                        .map(Effect::wireName)
                                        .collect(Collectors.joining(" or "))));
            }
        }
        return columns;
    }

    @Override
    public List<Sheet> sheets() {
        var sheets = new ArrayList<Sheet>();
        sheets.add(new Sheet(about, List.of("WHAT"), List.of(List.of(message)), ""));
        for (Rows each : rows) {
            sheets.add(new Sheet(
                    "Rows of " + each.relation(),
                    each.columns(),
                    each.rows().stream()
                            .map(row -> row.stream().map(Look::cell).toList())
                            .toList(),
                    "no row would be shown"));
        }
        List<Shown> notClear = columns.stream()
                .filter(column -> !column.effect().equals(Effect.CLEAR.wireName()))
                .toList();
        sheets.add(new Sheet(
                "Columns that are not clear",
                List.of("COLUMN", "LOOKS"),
                notClear.stream()
                        .map(column -> List.of(column.relation() + "." + column.column(), column.effect()))
                        .toList(),
                "none"));
        sheets.add(new Sheet(
                "Policies",
                List.of("POLICY", "SAYS"),
                policies.stream()
                        .map(said -> List.of(said.policy(), said.says()))
                        .toList(),
                "the domain has none"));
        return sheets;
    }

    private static String cell(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        return value.codePointCount(0, value.length()) <= WIDTH
                ? value
                : value.substring(0, value.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }

    @Override
    public Sheet flat() {
        var cells = new ArrayList<List<String>>();
        for (Rows each : rows) {
            for (int row = 0; row < each.rows().size(); row++) {
                int number = row + 1;
                IntStream.range(0, each.columns().size()).forEach(i -> {
                    String value = each.rows().get(number - 1).get(i);
                    cells.add(List.of(
                            each.relation(),
                            String.format(Locale.ROOT, "%d", number),
                            each.columns().get(i),
                            value == null ? "" : value));
                });
            }
        }
        return new Sheet("", List.of("RELATION", "ROW", "COLUMN", "VALUE"), cells, "");
    }

    @Override
    public boolean yes() {
        return allowed;
    }
}
