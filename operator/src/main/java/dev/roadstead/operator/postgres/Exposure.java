package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Snapshot.RelationName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What could open a way in besides the grants, or close one: everything about our roles and objects that no wish is
 * compared with. Most lists hold only what is odd, so that they are empty in a store nobody has tampered with.
 *
 * @param memberships of our roles and in our roles, one row a grantor
 * @param attributes of our roles that their part does not call for, as ALTER ROLE takes them away
 * @param settings of our roles, by role, then by database (empty: in all of them)
 * @param rights odd ones on our schemas, tables, views, columns, functions and the database
 * @param functions of the operator's own schemas
 * @param triggers on the tables of the operator's own schemas
 * @param strangers objects of others inside our schemas
 * @param hangers rules and triggers on our views, rules and row security on the operator's own tables and their children,
 *     and parents of tables
 * @param owners objects of ours that belong to another role than they should
 * @param defaults default privileges of our roles, or in our schemas
 * @param prepared transactions of our roles that outlive their sessions
 * @param elsewhere databases besides this one in which our roles have objects or rights
 * @param plants code and types from outside PostgreSQL at tables of stores
 */
record Exposure(
        List<Membership> memberships,
        Map<String, Set<String>> attributes,
        Map<String, Map<String, Set<String>>> settings,
        List<Right> rights,
        List<Function> functions,
        List<Trigger> triggers,
        List<Stranger> strangers,
        List<Hanger> hangers,
        List<Ownership> owners,
        List<DefaultRight> defaults,
        List<Prepared> prepared,
        List<Elsewhere> elsewhere,
        Map<RelationName, List<Plant>> plants) {

    /** @param grantor empty where that role is gone */
    record Membership(String role, String member, String grantor, boolean admin, boolean inherit, boolean set) {}

    /**
     * One entry of an access control list.
     *
     * @param on as GRANT names it, such as {@code TABLE "s"."t"}
     * @param owner of the object
     * @param column empty for the whole object
     * @param grantee {@link Snapshot#PUBLIC} for everybody
     * @param grantable only the option to hand it on is odd, not the right itself
     * @param missing the right is not there although it should be
     */
    record Right(
            String schema,
            String on,
            String owner,
            String column,
            String grantee,
            String grantor,
            String privilege,
            boolean grantable,
            boolean missing) {}

    /** @param arguments as {@code pg_get_function_identity_arguments} prints them */
    record Function(
            String schema,
            String name,
            String arguments,
            String owner,
            String language,
            String body,
            boolean securityDefiner,
            String volatility,
            String parallel,
            String settings) {}

    /**
     * @param definition as {@code pg_get_triggerdef} prints it
     * @param fires in every session but those of replication, as a new trigger does
     */
    record Trigger(String schema, String table, String name, String definition, boolean fires) {}

    /** @param type as DROP takes it, such as TABLE */
    record Stranger(String schema, String type, String name, String owner) {}

    /**
     * Something that would run beside, or instead of, what is done with a relation of ours, or show it to others.
     *
     * @param relation such as {@code view "s"."v"}
     * @param owner of the relation
     * @param what what is odd, such as {@code rule r was put on it}
     */
    record Hanger(String schema, String relation, String owner, String what, String remedy) {}

    /**
     * An object of another owner than it should have.
     *
     * @param type as ALTER takes it, such as SCHEMA
     * @param expected empty for a schema of a port version of which nothing is left that tells whose it should be
     */
    record Ownership(String schema, String type, String name, String owner, String expected) {}

    /** @param schema empty: in all schemas */
    record DefaultRight(String role, String schema, String type, String grantee) {}

    /** What a role has in another database keeps it from being dropped, and only a superuser there can take it. */
    record Elsewhere(String role, String database) {}

    record Prepared(String transaction, String owner, String database, Instant since) {}

    /**
     * Something on a table that would run, or decide, in the session of whoever reads it.
     *
     * @param what what it is and what it comes from, such as {@code index ix uses function s.evil(text)}
     * @param remedy the statement that removes it and keeps the rows that are there
     */
    record Plant(String what, String remedy) {}
}
