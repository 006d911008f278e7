package dev.roadstead.operator.contract.change;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.operator.contract.ColumnType;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares two definitions of one column. */
final class ColumnChanges {

    /**
     * Words that many organisations use, from the least sensitive. Any other, such as {@code pii}, is taken for as sensitive as the
     * last: Policies and Guardrails may mask it by its name.
     */
    private static final List<String> SENSITIVITY = List.of("public", "internal", "confidential", "restricted");

    private final String relation;
    private final String column;
    private final List<Change> changes = new ArrayList<>();

    private ColumnChanges(String relation, String column) {
        this.relation = relation;
        this.column = column;
    }

    /** @param isKey whether the column is all of the primary key afterwards, and so no value occurs twice */
    static List<Change> between(String relation, Contract.Column before, Contract.Column after, boolean isKey) {
        var comparison = new ColumnChanges(relation, before.name());
        comparison.types(before, after);
        comparison.required(isRequired(before), isRequired(after));
        comparison.unique(before.uniqueOrDefault(), after.uniqueOrDefault() || (isKey && before.uniqueOrDefault()));
        comparison.classification(before.classification(), after.classification());
        OptionChanges.between(before, after).forEach(change -> comparison.add(change.kind(), change.text()));
        return comparison.changes;
    }

    /** The type in the store, as PostgreSQL names it; what was written, if that can't be read. */
    static String type(Contract.Column column) {
        return ColumnType.of(column.name(), column) instanceof Parsed.Valid<PgType>(PgType type)
                ? type.sql()
                : String.valueOf(column.physicalType());
    }

    private void types(Contract.Column before, Contract.Column after) {
        String was = type(before);
        String now = type(after);
        if (!was.equals(now)) {
            add(Kind.TYPE_CHANGED, "changes its type from " + was + " to " + now);
        } else if (before.logicalType() != null
                && after.logicalType() != null
                && before.logicalType() != after.logicalType()) {
            add(
                    Kind.TYPE_CHANGED,
                    "changes its logicalType from " + before.logicalType().wireName() + " to "
                            + after.logicalType().wireName());
        }
    }

    /** No row lacks a value of its primary key, so that says as much. */
    private static boolean isRequired(Contract.Column column) {
        return column.requiredOrDefault() || column.primaryKeyOrDefault();
    }

    private void required(boolean before, boolean after) {
        if (before && !after) {
            add(Kind.REQUIRED_LOOSENED, "is no longer required");
        } else if (after && !before) {
            add(Kind.TIGHTENED, "becomes required");
        }
    }

    private void unique(boolean before, boolean after) {
        if (before && !after) {
            add(Kind.UNIQUE_LOOSENED, "is no longer unique");
        } else if (after && !before) {
            add(Kind.TIGHTENED, "becomes unique");
        }
    }

    private void classification(@Nullable String before, @Nullable String after) {
        if (Objects.equals(before, after) || before == null) {
            if (!Objects.equals(before, after)) {
                add(Kind.CLASSIFICATION_CHANGED, "is classified " + after);
            }
            return;
        }
        if (after == null) {
            add(Kind.CLASSIFICATION_REMOVED, "loses its classification " + before);
            return;
        }
        add(
                sensitivity(after) < sensitivity(before) ? Kind.CLASSIFICATION_LOWERED : Kind.CLASSIFICATION_CHANGED,
                "changes its classification from " + before + " to " + after);
    }

    private static int sensitivity(String word) {
        int known = SENSITIVITY.indexOf(word.toLowerCase(Locale.ROOT));
        return known < 0 ? SENSITIVITY.size() - 1 : known;
    }

    private void add(Kind kind, String what) {
        changes.add(new Change(kind, relation, column, "column " + relation + "." + column + " " + what));
    }
}
