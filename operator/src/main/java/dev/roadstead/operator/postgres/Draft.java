package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.postgres.Script.Departure;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.Member;
import dev.roadstead.operator.postgres.Snapshot.MemberOptions;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import dev.roadstead.operator.postgres.Snapshot.RoleState;
import dev.roadstead.operator.postgres.Snapshot.SchemaState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The snapshot as it will be once the units planned so far have passed. Later units build on it; a unit that turns out
 * impossible is taken back with {@link #rollback}.
 */
final class Draft {
    static final MemberOptions SET_ONLY = new MemberOptions(false, true);
    static final MemberOptions INHERIT_ONLY = new MemberOptions(true, false);
    static final MemberOptions INHERIT_AND_SET = new MemberOptions(true, true);

    final Snapshot snapshot;
    final Names names;
    private final String operatorRole;
    private final boolean memberOptions;
    private final Map<String, RoleState> roles = new HashMap<>();
    private final Map<String, LoginState> logins = new HashMap<>();
    private final Map<String, String> attributes = new HashMap<>();
    private final Map<Member, MemberOptions> members = new HashMap<>();
    private final Map<String, SchemaState> schemas = new HashMap<>();
    private final Map<RelationName, Optional<RelationState>> relations = new HashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Draft(Snapshot snapshot, Names names, String operatorRole, int serverMajor) {
        this.snapshot = snapshot;
        this.names = names;
        this.operatorRole = operatorRole;
        this.memberOptions = serverMajor >= 16;
    }

    void begin() {
        undo.clear();
    }

    void rollback() {
        rollbackTo(0);
    }

    int mark() {
        return undo.size();
    }

    void rollbackTo(int mark) {
        while (undo.size() > mark) {
            undo.pop().run();
        }
    }

    Optional<RoleState> role(String name) {
        RoleState planned = roles.get(name);
        return Optional.ofNullable(planned != null ? planned : snapshot.roles().get(name));
    }

    /** @param base what the names of both slots begin with */
    Optional<LoginState> login(String base) {
        LoginState planned = logins.get(base);
        return Optional.ofNullable(planned != null ? planned : snapshot.logins().get(base));
    }

    /** What a role was last made or altered to be, in the words of the ledger; empty if that is not known. */
    String attributes(String role) {
        String planned = attributes.get(role);
        return planned != null
                ? planned
                : snapshot.ledger(LedgerKey.role(role))
                        .map(Snapshot.LedgerRow::fingerprint)
                        .orElse("");
    }

    void planAttributes(Script script, String role, String words) {
        if (!words.equals(attributes(role))) {
            script.operator("UPDATE roadstead_meta.ledger SET fingerprint = " + Sql.text(words)
                    + " WHERE kind = 'ROLE' AND name = " + Sql.text(role));
            remember(attributes, role, words);
        }
    }

    void plan(String base, LoginState state) {
        remember(logins, base, state);
    }

    Optional<SchemaState> schema(String name) {
        SchemaState planned = schemas.get(name);
        return Optional.ofNullable(
                planned != null ? planned : snapshot.schemas().get(name));
    }

    Optional<RelationState> relation(RelationName name) {
        Optional<RelationState> planned = relations.get(name);
        return planned != null
                ? planned
                : Optional.ofNullable(snapshot.relations().get(name));
    }

    void plan(String role, RoleState state) {
        remember(roles, role, state);
    }

    void plan(RelationName name, RelationState state) {
        remember(relations, name, Optional.of(state));
    }

    void drop(RelationName name) {
        remember(relations, name, Optional.empty());
    }

    /** Puts what a rollback takes out again. */
    <K, V> void remember(Map<K, V> map, K key, V value) {
        V before = map.put(key, value);
        undo.push(() -> {
            if (before == null) {
                map.remove(key);
            } else {
                map.put(key, before);
            }
        });
    }

    /** The domain's admin role, which makes the domain's roles: the operator's own memberships stay few. */
    String admin(Script script, String domain) {
        String admin = names.admin(domain);
        if (role(admin).isEmpty()) {
            script.operator("CREATE ROLE " + Sql.id(admin) + " NOLOGIN CREATEROLE");
            mark(script, LedgerKey.role(admin), Part.ADMIN, domain, domain);
            plan(admin, new RoleState(false, true, -1, null, Map.of()));
        } else {
            requireOurs(LedgerKey.role(admin), "role " + admin);
        }
        member(script, Script.OPERATOR, admin, operatorRole, SET_ONLY);
        return admin;
    }

    /** A role without login, made by the domain's admin. */
    void groupRole(Script script, String admin, String role, Part part, String domain, String object) {
        if (role(role).isPresent()) {
            requireOurs(LedgerKey.role(role), "role " + role);
            return;
        }
        script.as(admin, "CREATE ROLE " + Sql.id(role) + " NOLOGIN");
        mark(script, LedgerKey.role(role), part, domain, object);
        plan(role, new RoleState(false, false, -1, null, Map.of()));
    }

    /** How a membership of somebody who inherits and becomes nothing is written. */
    String inheritOnly() {
        return memberOptions ? with(INHERIT_ONLY) : "";
    }

    private static String with(MemberOptions options) {
        return " WITH INHERIT " + options.inherit() + ", SET " + options.set();
    }

    /** A schema on which somebody has no right any more. */
    void withoutGrantee(String schema, String grantee) {
        SchemaState state = schema(schema).orElseThrow();
        Map<String, Set<String>> acl = new HashMap<>(state.acl());
        acl.remove(grantee);
        remember(schemas, schema, new SchemaState(state.owner(), acl));
    }

    /** @param granter the role that holds the admin option, or {@link Script#OPERATOR} */
    void member(Script script, String granter, String role, String member, MemberOptions options) {
        Member key = new Member(role, member);
        MemberOptions found = members.getOrDefault(key, snapshot.members().get(key));
        boolean enough = found != null
                && (!memberOptions || (found.inherit() == options.inherit() && found.set() == options.set()));
        if (enough) {
            return;
        }
        String with = memberOptions ? with(options) : "";
        String sql = "GRANT " + Sql.id(role) + " TO " + Sql.id(member) + with;
        script.departs(new Departure(
                Kind.MEMBERSHIP, "role " + member, "it is not a member of " + role + " as it should be", sql, false));
        script.as(granter, sql);
        remember(members, key, options);
    }

    void schema(Script script, String schema, String owner, Part part, String domain, String object, String comment) {
        Optional<SchemaState> found = schema(schema);
        if (found.isPresent()) {
            requireOurs(LedgerKey.schema(schema), "schema " + schema);
            if (!found.get().owner().equals(owner)) {
                throw BackendException.refused(
                        "Conflict",
                        "schema " + schema + " belongs to role " + found.get().owner()
                                + "; a DBA gives it back with: ALTER SCHEMA " + Sql.id(schema) + " OWNER TO "
                                + Sql.id(owner));
            }
            return;
        }
        script.operator("CREATE SCHEMA " + Sql.id(schema) + " AUTHORIZATION " + Sql.id(owner));
        script.as(owner, "COMMENT ON SCHEMA " + Sql.id(schema) + " IS " + Sql.text(comment));
        mark(script, LedgerKey.schema(schema), part, domain, object);
        remember(schemas, schema, new SchemaState(owner, Map.of()));
    }

    private void requireOurs(LedgerKey key, String what) {
        boolean planned =
                key.kind() == LedgerKey.Kind.ROLE ? roles.containsKey(key.name()) : schemas.containsKey(key.name());
        if (!planned && !snapshot.ours(key)) {
            throw BackendException.refused(
                    "Conflict",
                    what + " exists and carries no marker of this mesh; nothing of it is touched; a DBA renames or"
                            + " drops it, then this heals by itself");
        }
    }

    void mark(Script script, LedgerKey key, Part part, String domain, String object) {
        script.operator("INSERT INTO roadstead_meta.ledger (kind, schema_name, name, part, domain, object) VALUES ("
                + Sql.text(key.kind().name()) + ", " + Sql.text(key.schema()) + ", " + Sql.text(key.name()) + ", "
                + Sql.text(part.name()) + ", " + Sql.text(domain) + ", " + Sql.text(object) + ")"
                + " ON CONFLICT (kind, schema_name, name) DO UPDATE SET part = EXCLUDED.part");
    }

    /** Exactly these privileges: missing ones are granted, others are revoked. Unchanged ones are not granted again. */
    static void acl(
            Script script,
            String owner,
            String target,
            Map<String, Set<String>> found,
            Map<String, Set<String>> wanted) {
        Map<Set<String>, Set<String>> toGrant = difference(wanted, found);
        Map<Set<String>, Set<String>> toRevoke = difference(found, wanted);
        toRevoke.forEach((privileges, grantees) -> change(
                script,
                Kind.FOREIGN_GRANT,
                owner,
                target,
                grantees(grantees) + " has " + String.join(", ", privileges),
                "REVOKE " + String.join(", ", privileges) + " ON " + target + " FROM " + grantees(grantees)
                        + " CASCADE"));
        toGrant.forEach((privileges, grantees) -> change(
                script,
                Kind.MISSING_GRANT,
                owner,
                target,
                grantees(grantees) + " lost " + String.join(", ", privileges),
                "GRANT " + String.join(", ", privileges) + " ON " + target + " TO " + grantees(grantees)));
    }

    private static void change(Script script, Kind kind, String owner, String target, String found, String sql) {
        script.departs(new Departure(kind, target, found, sql, false));
        script.as(owner, sql);
    }

    private static Map<Set<String>, Set<String>> difference(
            Map<String, Set<String>> minuend, Map<String, Set<String>> subtrahend) {
        Map<Set<String>, Set<String>> byPrivileges = new HashMap<>();
        new TreeMap<>(minuend).forEach((grantee, privileges) -> {
            Set<String> rest = new TreeSet<>(privileges);
            rest.removeAll(subtrahend.getOrDefault(grantee, Set.of()));
            if (!rest.isEmpty()) {
                byPrivileges.computeIfAbsent(rest, r -> new TreeSet<>()).add(grantee);
            }
        });
        return byPrivileges;
    }

    static String grantees(Set<String> names) {
        return names.stream()
                .map(n -> n.equals(Snapshot.PUBLIC) ? "PUBLIC" : Sql.id(n))
                .collect(java.util.stream.Collectors.joining(", "));
    }
}
