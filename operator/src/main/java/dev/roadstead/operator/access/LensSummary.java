package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A lens in the size of a status. Columns of relations that the lens leaves out count as hidden.
 *
 * @param clear columns that are clear in every row
 * @param masked columns that are there, and changed or without value in some or in all rows
 * @param rowFilter which rows can be read, such as {@code origin In (JFK, LGA)}, cut off at 1024 characters; null if all
 * @param columns those that are not clear in every row, in the contract's order, at most 32
 */
public record LensSummary(
        int clear, int masked, int hidden, @Nullable String rowFilter, List<ColumnEffect> columns) {

    static final int MAX_COLUMNS = 32;
    static final int MAX_ROW_FILTER = 1024;

    /**
     * How one column looks.
     *
     * @param name the column, with its relation before a dot where the contract has several
     * @param effect one word, or several where rows differ: {@code Clear or Hash}; {@code Null} also where some rows show the
     *     column and others hide it
     */
    public record ColumnEffect(String name, String effect) {}

    public LensSummary {
        columns = List.copyOf(columns);
    }

    /** Sums up what the lens shows of this contract. */
    public static LensSummary of(Lens lens, Contract contract) {
        Map<String, RelationLens> shown =
                lens.relations().stream().collect(Collectors.toMap(RelationLens::relation, relation -> relation));
        int clear = 0;
        int hidden = 0;
        int all = 0;
        var columns = new ArrayList<ColumnEffect>();
        for (Relation relation : contract.relations()) {
            RelationLens part = shown.get(relation.name());
            for (var column : relation.columns()) {
                String effect = effect(part, column.name());
                all++;
                clear += effect.equals(Effect.CLEAR.wireName()) ? 1 : 0;
                hidden += effect.equals(Effect.HIDDEN.wireName()) ? 1 : 0;
                if (!effect.equals(Effect.CLEAR.wireName()) && columns.size() < MAX_COLUMNS) {
                    columns.add(new ColumnEffect(name(contract, relation.name(), column.name()), effect));
                }
            }
        }
        return new LensSummary(clear, all - clear - hidden, hidden, rowFilter(lens, hasSeveral(contract)), columns);
    }

    /** Names of all columns that the lens shows nothing of, however many, as the summary writes them. */
    public static Set<String> hiddenColumns(Lens lens, Contract contract) {
        Map<String, RelationLens> shown =
                lens.relations().stream().collect(Collectors.toMap(RelationLens::relation, relation -> relation));
        return contract.relations().stream()
                .flatMap(relation -> relation.columns().stream()
                        .map(Column::name)
                        .filter(column ->
                                effect(shown.get(relation.name()), column).equals(Effect.HIDDEN.wireName()))
                        .map(column -> name(contract, relation.name(), column)))
                .collect(Collectors.toSet());
    }

    /** How a status names a column: with its relation before a dot where the contract has several. */
    public static String name(Contract contract, String relation, String column) {
        return hasSeveral(contract) ? relation + "." + column : column;
    }

    private static boolean hasSeveral(Contract contract) {
        return contract.relations().size() > 1;
    }

    private static String effect(@Nullable RelationLens lens, String column) {
        return lens == null ? Effect.HIDDEN.wireName() : lens.look(column);
    }

    private static @Nullable String rowFilter(Lens lens, boolean several) {
        String text = lens.relations().stream()
                .filter(RelationLens::filtersRows)
                .map(relation -> (several ? relation.relation() + ": " : "") + relation.rows())
                .collect(Collectors.joining("; "));
        if (text.isEmpty()) {
            return null;
        }
        return text.length() <= MAX_ROW_FILTER ? text : cut(text);
    }

    private static String cut(String text) {
        // Not between the two halves of a character beyond the basic plane, which no JSON could carry.
        int end = MAX_ROW_FILTER - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
