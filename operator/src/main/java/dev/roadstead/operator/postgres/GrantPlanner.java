package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.history.ContractText;
import dev.roadstead.operator.history.Told;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LeaseKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.Purpose;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.SchemaState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Plans a grant: its identity's login, its schema with one view a relation, its lease, and who may read it. */
final class GrantPlanner {
    private final Draft draft;
    private final Views views;
    private final Logins logins;
    private final Supplier<String> ids;
    private final boolean recordable;
    private final List<GrantRow> suspended = new ArrayList<>();
    private final Map<GrantKey, GrantRow> rows = new HashMap<>();
    private final Map<Subject, Map<GrantKey, EndTime>> ends = new HashMap<>();
    private final Map<Subject, Set<String>> writerGroups = new HashMap<>();
    private final Map<PortKey, Contract> contracts = new HashMap<>();
    private final Map<Subject, String> identities = new HashMap<>();
    private final Map<Purpose, String> addresses = new HashMap<>();
    private final Map<PortKey, ContractText> texts = new HashMap<>();

    /**
     * @param wishes all that are known: an identity's login lives as long as the longest of its grants
     * @param ids ten random hex digits each
     * @param recordable whether the history can be written
     */
    GrantPlanner(Draft draft, Views views, Logins logins, Wishes wishes, Supplier<String> ids, boolean recordable) {
        this.recordable = recordable;
        this.draft = draft;
        this.views = views;
        this.logins = logins;
        this.ids = ids;
        for (GrantRow row : draft.snapshot.grants().values()) {
            GrantKey key = new GrantKey(row.subject(), row.port(), row.purpose());
            rows.put(key, row);
            end(key, row.notAfter());
        }
        // A wish overrides what the store still says of the same grant.
        wishes.grants().forEach(w -> end(w.key(), w.notAfter()));
        for (LedgerRow row : draft.snapshot.ledger().values()) {
            if (row.part() == Part.WRITER_GROUP) {
                String product = row.store().product();
                writerGroup(row.domain(), product, row.key().name());
            }
        }
        wishes.ports().forEach(p -> contracts.put(p.key(), p.contract()));
        for (StoreWish store : wishes.stores()) {
            StoreKey key = store.key();
            writerGroup(key.domain(), key.product(), draft.names.writerGroup(key));
        }
    }

    private void end(GrantKey key, @Nullable Instant notAfter) {
        ends.computeIfAbsent(key.subject(), s -> new HashMap<>()).put(key, new EndTime(notAfter));
    }

    private void writerGroup(String domain, String product, String role) {
        Subject subject = new Subject(domain, Subject.Kind.PRODUCT, product);
        writerGroups.computeIfAbsent(subject, s -> new TreeSet<>()).add(role);
    }

    /** Grants that had to change and could not be recorded. */
    List<GrantRow> suspended() {
        return List.copyOf(suspended);
    }

    GrantOutcome plan(Script script, GrantWish wish) {
        int before = script.size();
        GrantKey key = wish.key();
        Subject subject = key.subject();
        PortKey port = key.port();
        String portSchema = Names.portSchema(port);
        SchemaState portState = draft.schema(portSchema).orElseThrow(() -> portNotReady(port));
        if (!draft.snapshot.ours(LedgerKey.schema(portSchema))
                && draft.snapshot.schemas().containsKey(portSchema)) {
            throw portNotReady(port);
        }
        String owner = portState.owner();

        String identity = identity(script, subject);
        GrantRow existing = rows.get(key);
        String schema = existing != null ? existing.schema() : Names.grantSchema(port, address(script, key));
        LeaseState lease = lease(script, key, wish.lease());
        String admin = draft.admin(script, subject.domain());
        Logins.Slots slots = logins.plan(
                script,
                new Logins.Holder(
                        draft.names.consumer(identity),
                        admin,
                        Part.CONSUMER,
                        subject.domain(),
                        subject.toString(),
                        validUntil(subject),
                        ""),
                wish.credential());
        slots.all()
                .forEach(login -> draft.member(script, Script.OPERATOR, draft.names.gate(), login, Draft.INHERIT_ONLY));
        if (slots.started()) {
            copyRights(script, subject, slots);
        }

        draft.schema(
                script,
                schema,
                owner,
                Part.GRANT,
                port.domain(),
                port.port() + "/" + port.version(),
                "Roadstead: a grant on output port " + port);
        Set<String> readers = readers(subject, slots.all());
        Draft.acl(
                script,
                owner,
                "SCHEMA " + Sql.id(schema),
                draft.schema(schema).orElseThrow().acl(),
                each(readers, "USAGE"));
        // The port's contract may be newer than the one the lens was decided on: what it no longer has is gone, what it
        // has gained is hidden until the lens is decided anew.
        Contract contract = contracts.getOrDefault(port, wish.contract());
        List<String> relations =
                views(script, wish, contract, shortened(existing, wish), portSchema, schema, owner, readers);
        Told told = told(wish, contract, schema, readers, lease.startTime());
        if (!recordable && Histories.gives(existing, told)) {
            suspend(wish, existing, script.size() > before);
            throw Histories.notWritable(key);
        }
        if (existing != null && !wish.ended() && told.digest().equals(existing.recorded())) {
            script.isAsBefore();
        }
        row(script, wish, schema, existing, told);
        return new GrantOutcome(slots.login(), schema, relations, lease, wish.notAfter());
    }

    private List<String> views(
            Script script,
            GrantWish wish,
            Contract contract,
            boolean shortened,
            String portSchema,
            String schema,
            String owner,
            Set<String> readers) {
        Map<RelationName, ViewSql> wanted = new LinkedHashMap<>();
        for (RelationLens lens : wish.lens().relations()) {
            Relation relation = relation(contract, lens.relation());
            if (relation == null || !ViewSql.fits(relation, lens)) {
                continue;
            }
            if (draft.relation(new RelationName(portSchema, relation.name())).isEmpty()) {
                throw portNotReady(wish.key().port());
            }
            ViewSql view = wish.ended()
                    ? ViewSql.ended(relation, lens, schema)
                    : ViewSql.grant(relation, lens, portSchema, schema, shortened ? wish.notAfter() : null);
            wanted.put(new RelationName(schema, relation.name()), view);
        }
        for (RelationName found : draft.snapshot.relationsIn(schema)) {
            if (!wanted.containsKey(found) && views.isOurs(found)) {
                views.drop(script, owner, found);
            }
        }
        wanted.forEach((name, view) -> views.plan(script, owner, name, view, each(readers, "SELECT")));
        return wanted.keySet().stream().map(RelationName::name).toList();
    }

    private static @Nullable Relation relation(Contract contract, String name) {
        return contract.relations().stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private String identity(Script script, Subject subject) {
        String known = draft.snapshot.identities().getOrDefault(subject, identities.get(subject));
        if (known != null) {
            return known;
        }
        String made = ids.get();
        draft.remember(identities, subject, made);
        script.operator("INSERT INTO roadstead_meta.identity (domain, kind, name, id) VALUES (" + columns(subject)
                + ", " + Sql.text(made) + ")");
        return made;
    }

    private String address(Script script, GrantKey key) {
        Purpose purpose = new Purpose(key.subject(), key.purpose());
        String known = draft.snapshot.addresses().getOrDefault(purpose, addresses.get(purpose));
        if (known != null) {
            return known;
        }
        String made = ids.get();
        draft.remember(addresses, purpose, made);
        script.operator("INSERT INTO roadstead_meta.address (domain, kind, name, purpose, id) VALUES ("
                + columns(key.subject()) + ", " + Sql.text(key.purpose()) + ", " + Sql.text(made) + ")");
        return made;
    }

    /** A lease begins once, and its rows only move towards an earlier start and a later renewal, whoever writes last. */
    private LeaseState lease(Script script, GrantKey key, LeaseState wished) {
        PortKey port = key.port();
        LeaseState known =
                draft.snapshot.leases().get(new LeaseKey(key.subject(), key.purpose(), port.domain(), port.port()));
        if (known == null) {
            script.operator("INSERT INTO roadstead_meta.lease (domain, kind, name, purpose, port_domain, port,"
                    + " start_time, renewal, renewed_time) VALUES (" + columns(key.subject()) + ", "
                    + Sql.text(key.purpose()) + ", " + Sql.text(port.domain()) + ", " + Sql.text(port.port()) + ", "
                    + Sql.time(wished.startTime()) + ", " + wished.renewal() + ", " + Sql.time(wished.renewedTime())
                    + ") ON CONFLICT DO NOTHING");
            return wished;
        }
        LeaseState merged = known.merge(wished);
        String row = " WHERE (domain, kind, name) = (" + columns(key.subject()) + ") AND purpose = "
                + Sql.text(key.purpose()) + " AND port_domain = " + Sql.text(port.domain()) + " AND port = "
                + Sql.text(port.port());
        if (merged.startTime().isBefore(known.startTime())) {
            script.operator("UPDATE roadstead_meta.lease SET start_time = " + Sql.time(merged.startTime()) + row
                    + " AND start_time > " + Sql.time(merged.startTime()));
        }
        if (merged.renewal() > known.renewal()) {
            script.operator("UPDATE roadstead_meta.lease SET renewal = " + merged.renewal() + ", renewed_time = "
                    + Sql.time(merged.renewedTime()) + row + " AND renewal < " + merged.renewal());
        }
        return merged;
    }

    /** A grant that is only decided otherwise goes on as it is; one that would be seen otherwise, or end sooner, does not. */
    private void suspend(GrantWish wish, @Nullable GrantRow existing, boolean changed) {
        if (existing == null || existing.ended()) {
            return;
        }
        Instant end = wish.notAfter();
        boolean sooner = end != null && (existing.notAfter() == null || end.isBefore(existing.notAfter()));
        if (changed || sooner) {
            suspended.add(existing);
        }
    }

    private Told told(GrantWish wish, Contract contract, String schema, Set<String> readers, Instant start) {
        if (wish.ended()) {
            return Told.end(wish.key(), wish.request(), "Expired", wish.notAfter());
        }
        PortKey port = wish.key().port();
        ContractText text = contracts.containsKey(port)
                ? texts.computeIfAbsent(port, p -> ContractText.of(contract))
                : ContractText.of(contract);
        return Told.grant(wish, text.hash(), schema, readers, start);
    }

    private void row(Script script, GrantWish wish, String schema, @Nullable GrantRow existing, Told told) {
        GrantKey key = wish.key();
        GrantRow wanted = new GrantRow(
                schema,
                key.subject(),
                key.port(),
                key.purpose(),
                wish.request(),
                wish.nextStep(),
                wish.notAfter(),
                wish.ended(),
                shortened(existing, wish),
                told.digest());
        if (wanted.equals(existing)) {
            return;
        }
        script.departs(new Script.Departure(
                Finding.Kind.RECORD,
                "table roadstead_meta.grants",
                "the row of " + wish.request() + " was changed or deleted",
                "UPDATE roadstead_meta.grants",
                false));
        script.operator(
                "INSERT INTO roadstead_meta.grants (schema_name, domain, kind, name, port_domain, port, version,"
                        + " purpose, request, next_step, not_after, ended, shortened, recorded, entry) VALUES ("
                        + Sql.text(schema)
                        + ", " + columns(key.subject()) + ", "
                        + Sql.text(key.port().domain()) + ", "
                        + Sql.text(key.port().port()) + ", "
                        + Sql.text(key.port().version()) + ", "
                        + Sql.text(key.purpose()) + ", " + Sql.text(wish.request()) + ", " + Sql.text(wish.nextStep())
                        + ", " + Sql.time(wish.notAfter()) + ", " + wish.ended() + ", " + wanted.shortened() + ", "
                        + Sql.text(told.digest()) + ", "
                        + Histories.entry(key, existing, told) + ") ON CONFLICT (schema_name) DO UPDATE SET"
                        + " request = EXCLUDED.request, next_step = EXCLUDED.next_step, not_after = EXCLUDED.not_after,"
                        + " ended = EXCLUDED.ended, shortened = EXCLUDED.shortened, recorded = EXCLUDED.recorded,"
                        + " entry = coalesce(EXCLUDED.entry, grants.entry)");
    }

    /**
     * Whether the end was last moved earlier. Later ends need no such care: who sees the old row is refused too soon, at the
     * worst, and tries again in another transaction.
     */
    private static boolean shortened(@Nullable GrantRow existing, GrantWish wish) {
        if (existing == null || wish.ended()) {
            return false;
        }
        int moved = orMax(wish.notAfter()).compareTo(orMax(existing.notAfter()));
        return moved < 0 || (moved == 0 && existing.shortened());
    }

    private static Instant orMax(@Nullable Instant end) {
        return end == null ? Instant.MAX : end;
    }

    /** The second line behind the leases: no new session after the latest end of the identity's grants. */
    private @Nullable Instant validUntil(Subject subject) {
        Instant latest = Instant.MIN;
        for (EndTime end : ends.getOrDefault(subject, Map.of()).values()) {
            if (end.instant() == null) {
                return null;
            }
            latest = end.instant().isAfter(latest) ? end.instant() : latest;
        }
        return latest;
    }

    private record EndTime(@Nullable Instant instant) {}

    /** The identity's login, and where it is a product's the writers of that product here: one connection transforms. */
    private Set<String> readers(Subject subject, Set<String> logins) {
        Set<String> readers = new TreeSet<>(logins);
        writerGroups.getOrDefault(subject, Set.of()).stream()
                .filter(role -> draft.role(role).isPresent())
                .forEach(readers::add);
        return readers;
    }

    /**
     * A new slot may do what the old one may, in all grants of the identity and before anybody gets it: a program joins
     * several of them in one session.
     */
    private void copyRights(Script script, Subject subject, Logins.Slots slots) {
        for (GrantKey key : ends.getOrDefault(subject, Map.of()).keySet()) {
            GrantRow row = rows.get(key);
            if (row == null) {
                continue;
            }
            SchemaState schema = draft.schema(row.schema()).orElse(null);
            if (schema == null || !draft.snapshot.ours(LedgerKey.schema(row.schema()))) {
                continue;
            }
            copyRights(script, schema.owner(), "SCHEMA " + Sql.id(row.schema()), schema.acl(), slots);
            for (RelationName name : draft.snapshot.relationsIn(row.schema())) {
                draft.relation(name)
                        .ifPresent(view -> copyRights(
                                script,
                                view.owner(),
                                "TABLE " + Sql.id(name.schema(), name.name()),
                                view.acl(),
                                slots));
            }
        }
    }

    private static void copyRights(
            Script script, String owner, String target, Map<String, Set<String>> acl, Logins.Slots slots) {
        Set<String> rights = acl.get(String.valueOf(slots.previous()));
        if (rights != null) {
            Draft.acl(script, owner, target, Map.of(), Map.of(slots.login(), rights));
        }
    }

    private static Map<String, Set<String>> each(Set<String> grantees, String privilege) {
        Map<String, Set<String>> acl = new TreeMap<>();
        grantees.forEach(g -> acl.put(g, Set.of(privilege)));
        return acl;
    }

    private static String columns(Subject subject) {
        return Sql.text(subject.domain()) + ", " + Sql.text(subject.kind().name()) + ", " + Sql.text(subject.name());
    }

    private static BackendException portNotReady(PortKey port) {
        return BackendException.failed(
                "PortNotReady",
                "output port " + port + " is not published yet; this continues by itself",
                new IllegalStateException("not published yet"));
    }
}
