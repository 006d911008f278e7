package dev.roadstead.operator.postgres;

/** The error codes of PostgreSQL's appendix A that decide something here. */
final class SqlState {
    static final String INVALID_PASSWORD = "28P01";
    static final String INVALID_AUTHORIZATION = "28000";
    static final String TOO_MANY_CONNECTIONS = "53300";
    static final String INSUFFICIENT_PRIVILEGE = "42501";
    static final String SYNTAX_ERROR = "42601";
    static final String MORE_THAN_ONE_ROW = "21000";
    static final String UNDEFINED_COLUMN = "42703";
    static final String OUT_OF_MEMORY = "53200";
    static final String INVALID_CATALOG = "3D000";
    static final String LOCK_NOT_AVAILABLE = "55P03";
    static final String DEADLOCK = "40P01";
    static final String SERIALIZATION_FAILURE = "40001";
    static final String INTERNAL_ERROR = "XX000";
    static final String DEPENDENT_OBJECTS = "2BP01";
    static final String UNDEFINED_OBJECT = "42704";
    static final String QUERY_CANCELED = "57014";

    private SqlState() {}

    /** Errors of concurrent catalogue changes: the same statements may pass a moment later. */
    static boolean concurrency(String state, String message) {
        return state.equals(LOCK_NOT_AVAILABLE)
                || state.equals(DEADLOCK)
                || state.equals(SERIALIZATION_FAILURE)
                || (state.equals(INTERNAL_ERROR) && message.contains("concurrently"));
    }
}
