package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.CheckerWish;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.postgres.Script.Departure;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import dev.roadstead.operator.postgres.Snapshot.RoleState;
import dev.roadstead.operator.postgres.Snapshot.SchemaState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans the login that reads a store's ports to check what their contracts promise: one for each store that has something
 * to check, with SELECT on views of its ports and nothing else. Its password lies in the operator's memory alone, so it has
 * one slot and none but the operator can open a session with it.
 */
final class Checkers {
    /** A session that was given up may still be ending when the next one begins. */
    private static final int CONNECTIONS = 2;

    /** What the catalogue says of a role that never opens a session. */
    private static final Instant NEVER = Instant.EPOCH;

    private static final String UNTIL = "checker until ";
    private static final Set<String> USAGE = Set.of("USAGE");
    private static final Set<String> SELECT = Set.of("SELECT");

    private final Draft draft;
    private final StoreSettings settings;
    private final Verifiers verifiers;

    Checkers(Draft draft, StoreSettings settings, Verifiers verifiers) {
        this.draft = draft;
        this.settings = settings;
        this.verifiers = verifiers;
    }

    /** Defaults of its sessions, besides what each of them sets itself. */
    static Map<String, String> settings() {
        return Map.of(
                "default_transaction_read_only", "on",
                "statement_timeout", "30s",
                "lock_timeout", "1s",
                "idle_in_transaction_session_timeout", "10s",
                "max_parallel_workers_per_gather", "0",
                "jit", "off");
    }

    /**
     * What a port shall give the checker.
     *
     * @param wanted whether it may read the port at all
     * @param held whether it could before
     */
    record Reading(String login, boolean wanted, boolean held) {

        /** The rights on the schema that a port's plan is compared with. */
        Map<String, Set<String>> onSchema() {
            return wanted && held ? Map.of(login, USAGE) : Map.of();
        }

        /** The rights on a view that a port's plan is compared with; those that are new come afterwards, and are no drift. */
        Map<String, Set<String>> onView(Map<String, Set<String>> found) {
            return wanted && (held || found.containsKey(login)) ? Map.of(login, SELECT) : Map.of();
        }
    }

    /** What is asked, and taken away where it is no longer asked. */
    Reading begin(Script script, StoreKey store, String owner, String schema, boolean wanted) {
        String login = draft.names.checker(store);
        boolean held = draft.schema(schema)
                .map(SchemaState::acl)
                .map(acl -> acl.containsKey(login))
                .orElse(false);
        if (held && !wanted) {
            script.as(owner, "REVOKE ALL ON SCHEMA " + Sql.id(schema) + " FROM " + Sql.id(login));
            draft.withoutGrantee(schema, login);
            for (RelationName name : draft.snapshot.relationsIn(schema)) {
                RelationState view = draft.relation(name).orElse(null);
                if (view != null && view.owner().equals(owner) && view.acl().containsKey(login)) {
                    script.as(owner, "REVOKE ALL ON " + Sql.id(name.schema(), name.name()) + " FROM " + Sql.id(login));
                    draft.plan(name, view.withAcl(without(view.acl(), login)));
                }
            }
        }
        return new Reading(login, wanted, held);
    }

    private static Map<String, Set<String>> without(Map<String, Set<String>> acl, String grantee) {
        Map<String, Set<String>> rest = new HashMap<>(acl);
        rest.remove(grantee);
        return rest;
    }

    /** Makes the login and gives it what it does not have yet; the views are there by now. */
    void give(
            Script script,
            StoreKey store,
            String owner,
            String schema,
            Reading reading,
            Collection<RelationName> views) {
        if (!reading.wanted()) {
            return;
        }
        role(script, store);
        if (!reading.held()) {
            script.as(owner, "GRANT USAGE ON SCHEMA " + Sql.id(schema) + " TO " + Sql.id(reading.login()));
        }
        List<String> missing = new ArrayList<>();
        for (RelationName name : new TreeSet<>(views)) {
            RelationState view = draft.relation(name).orElseThrow();
            if (!view.acl().containsKey(reading.login())) {
                missing.add(Sql.id(name.schema(), name.name()));
                Map<String, Set<String>> acl = new HashMap<>(view.acl());
                acl.put(reading.login(), SELECT);
                draft.plan(name, view.withAcl(acl));
            }
        }
        if (!missing.isEmpty()) {
            script.as(owner, "GRANT SELECT ON " + String.join(", ", missing) + " TO " + Sql.id(reading.login()));
        }
    }

    /** Without a password, and with an end that is over: it opens nothing until the operator sets one. */
    private void role(Script script, StoreKey store) {
        String login = draft.names.checker(store);
        RoleState state = draft.role(login).orElse(null);
        String admin = draft.admin(script, store.domain());
        if (state == null) {
            script.as(
                    admin,
                    "CREATE ROLE " + Sql.id(login) + " LOGIN CONNECTION LIMIT " + CONNECTIONS + " VALID UNTIL "
                            + until(NEVER));
            draft.mark(
                    script, LedgerKey.role(login), Part.CHECKER, store.domain(), store.product() + "/" + store.store());
            script.operator("GRANT " + Sql.id(draft.names.gate()) + " TO " + Sql.id(login) + draft.inheritOnly());
            settle(script, admin, login, Map.of(), NEVER, false);
            return;
        }
        if (!draft.snapshot.roles().containsKey(login)) {
            return; // Another port of this very plan has made it.
        }
        if (!draft.snapshot.ours(LedgerKey.role(login))) {
            throw BackendException.refused(
                    "Conflict", "role " + login + " exists and carries no marker of this mesh; a DBA drops it");
        }
        draft.member(script, Script.OPERATOR, draft.names.gate(), login, Draft.INHERIT_ONLY);
        Instant remembered = remembered(login);
        boolean known = remembered != null;
        Instant end = Objects.requireNonNullElse(remembered, NEVER);
        alter(script, admin, login, state, end, null, known);
        settle(script, admin, login, state.settings(), end, known);
    }

    private @Nullable Instant remembered(String login) {
        String words = draft.attributes(login);
        return words.startsWith(UNTIL) ? Instant.parse(words.substring(UNTIL.length())) : null;
    }

    /** Sets a password that nobody has had before, and until when it opens a session. */
    String password(Script script, CheckerWish wish) {
        String login = draft.names.checker(wish.key().store());
        boolean foreign = draft.snapshot.roles().containsKey(login) && !draft.snapshot.ours(LedgerKey.role(login));
        RoleState state = draft.role(login)
                .filter(role -> !foreign)
                .orElseThrow(() -> BackendException.failed(
                        "StoreNotReady",
                        "nothing of store " + wish.key().store() + " can be checked yet: no port of it has been"
                                + " published with something to check; this continues by itself",
                        null));
        String admin = draft.names.admin(wish.key().store().domain());
        alter(script, admin, login, state, wish.validUntil(), wish, false);
        draft.planAttributes(script, login, UNTIL + wish.validUntil());
        return login;
    }

    /** @param known whether the store remembers that it was altered to be just this: then somebody else has changed it */
    private void alter(
            Script script,
            String admin,
            String login,
            RoleState state,
            Instant end,
            @Nullable CheckerWish password,
            boolean known) {
        StringBuilder change = new StringBuilder();
        if (!state.login()) {
            change.append(" LOGIN");
        }
        if (state.connectionLimit() != CONNECTIONS) {
            change.append(" CONNECTION LIMIT ").append(CONNECTIONS);
        }
        if (!Objects.equals(state.validUntil(), end)) {
            change.append(" VALID UNTIL ").append(until(end));
        }
        String sql = "ALTER ROLE " + Sql.id(login) + change;
        if (!change.isEmpty() && password == null) {
            script.departs(new Departure(Kind.ROLE_ATTRIBUTE, "role " + login, "it should be" + change, sql, known));
        }
        if (password != null) {
            sql += " PASSWORD " + Sql.text(verifiers.of(password.credential()));
        }
        if (!change.isEmpty() || password != null) {
            script.as(admin, sql);
        }
    }

    private void settle(
            Script script, String admin, String login, Map<String, String> found, Instant end, boolean known) {
        new TreeMap<>(settings()).forEach((name, value) -> {
            if (!value.equals(found.get(name))) {
                String sql = "ALTER ROLE " + Sql.id(login) + " IN DATABASE " + Sql.id(settings.database()) + " SET "
                        + name + " = " + Sql.text(value);
                if (known) {
                    script.departs(new Departure(
                            Kind.ROLE_SETTING, "role " + login, "its setting of " + name + " was changed", sql, true));
                }
                script.as(admin, sql);
            }
        });
        draft.planAttributes(script, login, UNTIL + end);
        draft.plan(login, new RoleState(true, false, CONNECTIONS, end, settings()));
    }

    private static String until(Instant end) {
        return Sql.text(end.equals(NEVER) ? "-infinity" : end.toString());
    }

    /** Logins that read no port any more: nothing is left for them to check. */
    static Set<String> idle(Snapshot snapshot) {
        Set<String> idle = new TreeSet<>();
        for (LedgerRow row : snapshot.ledger().values()) {
            if (row.part() == Part.CHECKER) {
                idle.add(row.key().name());
            }
        }
        if (!idle.isEmpty()) {
            snapshot.schemas()
                    .values()
                    .forEach(schema -> idle.removeAll(schema.acl().keySet()));
        }
        return idle;
    }
}
