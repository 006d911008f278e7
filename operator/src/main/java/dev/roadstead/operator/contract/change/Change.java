package dev.roadstead.operator.contract.change;

import org.jspecify.annotations.Nullable;

/**
 * One difference between two contracts.
 *
 * @param relation whose relation it is about, by its name in the old contract; empty if the whole version
 * @param column the column it is about, by its name in the old contract; null if the whole relation or version
 * @param text what changes, as part of a sentence: {@code column departures.gate is removed}
 */
public record Change(Kind kind, String relation, @Nullable String column, String text) {

    /** What sort of a difference it is. */
    public enum Kind {
        RELATION_REMOVED(true),
        RELATION_RENAMED(true),
        /** Another table is shown. */
        RELATION_MOVED(true),
        COLUMN_REMOVED(true),
        COLUMN_RENAMED(true),
        /** Each other type counts: a program that reads numbers may not take longer ones. */
        TYPE_CHANGED(true),
        /** Rows may lack a value that every row had. */
        REQUIRED_LOOSENED(true),
        /** Rows that the old primary key told apart may now be the same. */
        KEY_LOOSENED(true),
        /** Values may come that the old options excluded. */
        OPTION_LOOSENED(true),
        /** Consumers were told that the values are more sensitive than they are called now. */
        CLASSIFICATION_LOWERED(true),
        /** An unclassified column is hidden unless a Policy says otherwise. */
        CLASSIFICATION_REMOVED(true),
        /** Values may occur twice. */
        UNIQUE_LOOSENED(true),
        QUALITY_REMOVED(true),
        QUALITY_LOOSENED(true),
        SERVICE_LEVEL_REMOVED(true),
        SERVICE_LEVEL_LOOSENED(true),
        RELATION_ADDED(false),
        COLUMN_ADDED(false),
        /** Fewer values can come than before: the producer's business. */
        TIGHTENED(false),
        CLASSIFICATION_CHANGED(false);

        private final boolean breaking;

        Kind(boolean breaking) {
            this.breaking = breaking;
        }

        /** Whether it may break a program that reads by the old contract. */
        public boolean breaking() {
            return breaking;
        }
    }

    public boolean breaking() {
        return kind.breaking();
    }

    /** The column with its relation, or the relation. */
    public String about() {
        return column == null ? relation : relation + "." + column;
    }
}
