package dev.roadstead.operator.backend;

import org.jspecify.annotations.Nullable;

/**
 * Something in a store that no wish asked for, or that a wish asked for and somebody took away.
 *
 * @param object what it was found at, as the store names it
 * @param found what was found, in words that hold no secret
 * @param remedy the statement that puts it right: the operator ran it, or a database administrator has to
 * @param concern whom it concerns besides the store itself; absent where no object of the mesh can be named
 */
public record Finding(
        Kind kind,
        String object,
        String found,
        String remedy,
        @Nullable Concern concern) {

    /** What it is about; the names are the values of a metric's label. */
    public enum Kind {
        /** Somebody holds a right on our object that no wish gave. */
        FOREIGN_GRANT("ForeignGrant"),
        /** A right that a wish gave was taken away. */
        MISSING_GRANT("MissingGrant"),
        /** Somebody is a member of a role of ours, or one of ours of a foreign role, or with other options. */
        MEMBERSHIP("Membership"),
        /** A role of ours can do more, or less, than it should. */
        ROLE_ATTRIBUTE("RoleAttribute"),
        /** A role of ours has a setting that nobody wished. */
        ROLE_SETTING("RoleSetting"),
        /** An object of ours belongs to somebody else. */
        OWNER("Owner"),
        /** A view of ours was changed or dropped. */
        VIEW("View"),
        /** A table of ours was dropped with all its rows. */
        DATA_LOST("DataLost"),
        /** A function of ours was changed or dropped. */
        FUNCTION("Function"),
        /** A trigger on a table of the operator's own was added, changed, disabled or dropped. */
        TRIGGER("Trigger"),
        /** Somebody put an object of theirs into a schema of ours. */
        FOREIGN_OBJECT("ForeignObject"),
        /** Rights would be given by themselves on objects to come. */
        DEFAULT_PRIVILEGE("DefaultPrivilege"),
        /** Rows of the operator's own tables were changed. */
        RECORD("Record"),
        /** A table under a port carries code or types that are not PostgreSQL's own. */
        UNSAFE_RELATION("UnsafeRelation"),
        /** A transaction of a consumer or writer outlives its session and holds locks. */
        PREPARED_TRANSACTION("PreparedTransaction"),
        /** A role of ours has objects or rights in another database of the server, and can't be dropped. */
        ELSEWHERE("Elsewhere");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** In CamelCase. */
        public String label() {
            return label;
        }
    }

    /** An object of the mesh. */
    public sealed interface Concern {
        record Store(StoreKey key) implements Concern {}

        record Port(PortKey key) implements Concern {}

        /**
         * An access.
         *
         * @param request {@code namespace/name} of the AccessRequest
         */
        record Grant(String request) implements Concern {}
    }

    /** Two findings of one thing, whatever is said of whom it concerns. */
    public boolean isSameAs(Finding other) {
        return kind == other.kind && object.equals(other.object) && found.equals(other.found);
    }
}
