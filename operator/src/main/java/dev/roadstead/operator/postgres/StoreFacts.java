package dev.roadstead.operator.postgres;

import java.util.List;

/**
 * Who has which right on what lies behind a port, as PostgreSQL itself would decide it now.
 *
 * @param operator the login that asked
 * @param administrators logins that can read or take any right, whoever granted what
 * @param rights everybody else's
 * @param grants every grant on the port, with the columns it has
 */
public record StoreFacts(
        String operator, List<Administrator> administrators, List<Right> rights, List<StoreGrant> grants) {

    public StoreFacts {
        administrators = List.copyOf(administrators);
        rights = List.copyOf(rights);
        grants = List.copyOf(grants);
    }

    /**
     * A login that no grant binds.
     *
     * @param because what makes it one
     */
    public record Administrator(String role, List<String> because) {

        public Administrator {
            because = List.copyOf(because);
        }
    }

    /** What a right is about. */
    public enum Place {
        /** The table itself. */
        TABLE,
        /** The views of a port version, which only views of grants read. */
        PORT,
        /** The views of one grant. */
        GRANT
    }

    /**
     * A right of one role.
     *
     * @param role PUBLIC for everybody who can log in
     * @param ours whether this operator made the role
     * @param via the role the right was given to, if it is not this one
     * @param columns those it is limited to; empty for all
     */
    public record Right(
            String role,
            boolean ours,
            Place place,
            String schema,
            String relation,
            String privilege,
            List<String> via,
            List<String> columns) {

        public Right {
            via = List.copyOf(via);
            columns = List.copyOf(columns);
        }

        /** Whether it reaches this column. */
        public boolean reaches(String column) {
            return columns.isEmpty() || columns.contains(column);
        }
    }
}
