package dev.roadstead.operator.postgres;

import java.time.Duration;
import java.util.List;

/**
 * What of a server's set-up matters for how well grants hold, beyond what the operator sets up itself.
 *
 * @param operator the role that the operator works as
 * @param attributes of that role which it must not have, such as {@code SUPERUSER}
 * @param preparedTransactions {@code max_prepared_transactions}
 * @param passwordEncryption as set, such as {@code scram-sha-256}
 * @param clockAhead how far the server's clock is before this process's; negative behind
 * @param rights what everybody may do
 */
record ServerFacts(
        int major,
        String version,
        String database,
        String operator,
        List<String> attributes,
        int preparedTransactions,
        String passwordEncryption,
        Duration clockAhead,
        ConnectionFacts connections,
        List<PublicRight> rights) {

    /**
     * @param max {@code max_connections}
     * @param keptForSuperusers {@code superuser_reserved_connections}
     * @param kept {@code reserved_connections}; 0 before PostgreSQL 16
     * @param operatorMayUseKept whether the operator may use those
     * @param logins most connections that the logins of this store may hold together
     * @param operator most connections that the operator may hold
     */
    record ConnectionFacts(
            int max, int keptForSuperusers, int kept, boolean operatorMayUseKept, long logins, int operator) {}

    /** @param name as it stands in a statement, quoted where needed */
    record PublicRight(On on, String name) {}

    /** In the order in which they are told. */
    enum On {
        THIS_DATABASE,
        SCHEMA,
        LANGUAGE,
        LARGE_OBJECTS,
        EXTENSION,
        OTHER_DATABASE
    }
}
