package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.history.Head;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue and the operator's own tables said at one instant. Schemas are listed whoever owns them, so that a
 * name taken by somebody else is seen; roles and relations only where they are ours.
 *
 * @param read when all of this was read, by the store's clock
 * @param now when it was last known to be true
 * @param sums changes whenever anything of all this does
 * @param logins by what the names of both slots begin with
 * @param orphans since when nobody has asked for it
 * @param strays rows of the operator's own tables that no operator wrote
 * @param constraints of tables of stores; a table without any is not listed
 */
record Snapshot(
        Instant read,
        Instant now,
        @Nullable Head head,
        Map<LedgerKey, LedgerRow> ledger,
        Map<Subject, String> identities,
        Map<String, LoginState> logins,
        Map<Purpose, String> addresses,
        Map<LeaseKey, LeaseState> leases,
        Map<String, GrantRow> grants,
        Map<OrphanKey, Instant> orphans,
        List<StrayRow> strays,
        Map<String, RoleState> roles,
        Map<Member, MemberOptions> members,
        Map<String, SchemaState> schemas,
        NavigableMap<RelationName, RelationState> relations,
        Map<RelationName, Constraints> constraints,
        Exposure exposure,
        String sums) {

    /** The grantee of a right that everybody has. */
    static final String PUBLIC = "";

    /** @param schema empty for roles and schemas */
    record LedgerKey(Kind kind, String schema, String name) {
        enum Kind {
            ROLE,
            SCHEMA,
            VIEW
        }

        static LedgerKey role(String name) {
            return new LedgerKey(Kind.ROLE, "", name);
        }

        static LedgerKey schema(String name) {
            return new LedgerKey(Kind.SCHEMA, "", name);
        }

        static LedgerKey view(RelationName name) {
            return new LedgerKey(Kind.VIEW, name.schema(), name.name());
        }
    }

    /**
     * The marker of an object: ours means that such a row exists.
     *
     * @param part what it is for, such as {@code data} or {@code writer}
     * @param object what it belongs to, such as {@code nyc/main}
     * @param fingerprint for views: hash of the text we made it from, and of the rule the server made of it
     */
    record LedgerRow(
            LedgerKey key,
            Part part,
            String domain,
            String object,
            @Nullable String fingerprint) {

        /** The store that it belongs to; not to be asked of what belongs to none, such as a port. */
        StoreKey store() {
            String[] names = object.split("/", 3);
            return new StoreKey(domain, names[0], names[1]);
        }

        /** Whose login it is; not to be asked of anything else. */
        LoginHolder.Writer writer() {
            return new LoginHolder.Writer(store(), object.split("/", 3)[2]);
        }
    }

    enum Part {
        ADMIN(1),
        DATA_OWNER(2),
        PORT_OWNER(2),
        WRITER_GROUP(2),
        WRITER(3),
        CHECKER(2),
        CONSUMER(1),
        DATA(2),
        WORK(2),
        PORT(2),
        GRANT(2);

        private final int names;

        /** @param names how many of them, with slashes between, {@link LedgerRow#object} has at least */
        Part(int names) {
            this.names = names;
        }

        boolean mayBelongTo(String object) {
            return object.split("/", names).length == names;
        }
    }

    /**
     * A row with a word that the operator does not write.
     *
     * @param table of {@code roadstead_meta}
     * @param key its primary key: columns and their values
     */
    record StrayRow(String table, Map<String, String> key) {}

    record Purpose(Subject subject, String purpose) {}

    record LeaseKey(Subject subject, String purpose, String portDomain, String port) {}

    /**
     * A live or ended grant as {@code admit} reads it.
     *
     * @param shortened whether the end was last moved earlier, so that the views name it too
     * @param recorded digest of what the history says of it; absent if it says nothing
     */
    record GrantRow(
            String schema,
            Subject subject,
            PortKey port,
            String purpose,
            String request,
            String nextStep,
            @Nullable Instant notAfter,
            boolean ended,
            boolean shortened,
            @Nullable String recorded) {
        GrantKey key() {
            return new GrantKey(subject, port, purpose);
        }
    }

    /** @param name of a schema or of a role */
    record OrphanKey(Orphan.Kind kind, String name) {}

    /** @param validUntil absent: for ever */
    record RoleState(
            boolean login,
            boolean createRole,
            int connectionLimit,
            @Nullable Instant validUntil,
            Map<String, String> settings) {}

    record Member(String role, String member) {}

    record MemberOptions(boolean inherit, boolean set) {}

    /** @param acl privileges by grantee, without the owner's own */
    record SchemaState(String owner, Map<String, Set<String>> acl) {}

    record RelationName(String schema, String name) implements Comparable<RelationName> {
        @Override
        public int compareTo(RelationName other) {
            int bySchema = schema.compareTo(other.schema);
            return bySchema != 0 ? bySchema : name.compareTo(other.name);
        }
    }

    /** @param rule hash of the view's stored rule, empty for tables */
    record RelationState(
            char kind,
            String owner,
            boolean securityBarrier,
            boolean securityInvoker,
            Map<String, Set<String>> acl,
            List<ColumnState> columns,
            String rule) {

        RelationState withAcl(Map<String, Set<String>> other) {
            return new RelationState(kind, owner, securityBarrier, securityInvoker, other, columns, rule);
        }
    }

    /**
     * What a table does not take.
     *
     * @param notNull columns that can't be without a value
     * @param keys sets of columns whose combination can't occur twice
     */
    record Constraints(Set<String> notNull, Set<Set<String>> keys) {
        static final Constraints NONE = new Constraints(Set.of(), Set.of());
    }

    /** @param type as {@code format_type} prints it */
    record ColumnState(String name, String type) {}

    /** The relations of one schema of ours, in the order of their names; costs nothing for all the others. */
    Set<RelationName> relationsIn(String schema) {
        // No name holds a NUL, so every name in this schema sorts before that one.
        return relations
                .subMap(new RelationName(schema, ""), new RelationName(schema + "\0", ""))
                .keySet();
    }

    /** The same after an entry that tells of nothing in it. */
    Snapshot withHead(@Nullable Head newest) {
        return asOf(now, newest);
    }

    /** The same, which is still true later. */
    Snapshot asOf(Instant later, @Nullable Head newest) {
        return new Snapshot(
                read,
                later,
                newest,
                ledger,
                identities,
                logins,
                addresses,
                leases,
                grants,
                orphans,
                strays,
                roles,
                members,
                schemas,
                relations,
                constraints,
                exposure,
                sums);
    }

    /** The logins among a holder's two by which somebody can come in. */
    Set<String> openSlots(String base) {
        return Names.slots(base).stream()
                .filter(login -> {
                    RoleState role = roles.get(login);
                    return role != null && role.login();
                })
                .collect(Collectors.toSet());
    }

    boolean ours(LedgerKey key) {
        return ledger.containsKey(key);
    }

    Optional<LedgerRow> ledger(LedgerKey key) {
        return Optional.ofNullable(ledger.get(key));
    }
}
