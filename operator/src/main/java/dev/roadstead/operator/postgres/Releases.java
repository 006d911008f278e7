package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.postgres.Attempts.Step;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import dev.roadstead.operator.postgres.Snapshot.SchemaState;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of grants and ports, and with {@link LoginReleases} of logins, in the order that open cursors, prepared statements
 * and sessions do not survive: first the right goes and is committed, then the sessions that stand in it, then the objects.
 */
final class Releases {
    private static final Logger log = LoggerFactory.getLogger(Releases.class);

    private final Applier applier;
    private final Sessions sessions;
    private final Names names;
    private final Snapshot snapshot;
    private final LoginReleases logins;

    Releases(Applier applier, Sessions sessions, Names names, Snapshot snapshot) {
        this.applier = applier;
        this.sessions = sessions;
        this.names = names;
        this.snapshot = snapshot;
        this.logins = new LoginReleases(applier, sessions, names, snapshot);
    }

    /** The end of logins. */
    LoginReleases logins() {
        return logins;
    }

    /** @param alive identities that keep their login although none of their grants may be left */
    void grants(Collection<GrantRow> rows, Predicate<Subject> alive) throws SQLException {
        grants(rows, subject -> false, alive, "Revoked");
    }

    /**
     * Ends each of them that can be ended, and fails then if one can't.
     *
     * @param asked identities whose logins have to go, besides those of the rows
     * @param reason for the history, in one word
     */
    void grants(Collection<GrantRow> rows, Predicate<Subject> asked, Predicate<Subject> alive, String reason)
            throws SQLException {
        var attempts = new Attempts(applier);
        if (!rows.isEmpty()) {
            int ended = cut(rows, reason, attempts);
            for (GrantRow row : rows) {
                attempts.attempt(() -> dropGrant(row));
            }
            log.info("event=revoked grants={} sessionsEnded={}", rows.size(), ended);
        }
        Set<String> gone = new HashSet<>(rows.stream().map(GrantRow::schema).toList());
        Set<Subject> left = new HashSet<>();
        snapshot.grants().values().stream()
                .filter(g -> !gone.contains(g.schema()))
                .forEach(g -> left.add(g.subject()));
        Set<Subject> subjects =
                new HashSet<>(rows.stream().map(GrantRow::subject).toList());
        Set<String> own = new TreeSet<>();
        // Not only of these rows: an earlier release may have come no further than this.
        Set<String> others = new TreeSet<>();
        snapshot.identities().forEach((subject, identity) -> {
            if (!left.contains(subject) && !alive.test(subject)) {
                (subjects.contains(subject) || asked.test(subject) ? own : others)
                        .addAll(Names.slots(names.consumer(identity)));
            }
        });
        attempts.attempt(() -> logins.end(own));
        // What keeps one of them is told to whoever asks for its end, and keeps nobody else's.
        SQLException failure = new Attempts(applier).attempt(() -> logins.end(others));
        if (failure != null) {
            log.warn("event=logins-left sqlstate={}", Failures.state(failure));
        }
        attempts.end();
    }

    /** Ends what grants show, and leaves them there: their change could not be recorded. */
    void suspend(Collection<GrantRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        var attempts = new Attempts(applier);
        int ended = cut(rows, "HistoryNotWritable", attempts);
        log.warn("event=suspended grants={} sessionsEnded={}", rows.size(), ended);
        attempts.end();
    }

    /** @return how many sessions were ended: what runs or lies open has passed its check already */
    private int cut(Collection<GrantRow> rows, String reason, Attempts attempts) throws SQLException {
        end(rows, reason);
        attempts.together(
                () -> revoke(rows),
                rows.stream().<Step>map(row -> () -> revoke(List.of(row))).toList());
        return sessions.endHolders(rows.stream().map(GrantRow::schema).toList());
    }

    /** Nobody else can hold a row of ours, so the end itself never waits. */
    private void end(Collection<GrantRow> rows, String reason) throws SQLException {
        Script end = new Script();
        for (GrantRow row : rows) {
            end.operator("UPDATE roadstead_meta.grants SET ended = true, not_after = least(not_after, now())"
                    + Histories.ended(row, reason) + " WHERE schema_name = " + Sql.text(row.schema()));
        }
        applier.run(end.statements());
    }

    /** Takes the right away at once: neither GRANT nor REVOKE waits for a reader, only for who has changed the same row. */
    private void revoke(Collection<GrantRow> rows) throws SQLException {
        Script script = new Script();
        Set<String> readers = new TreeSet<>();
        for (GrantRow row : rows) {
            SchemaState schema = snapshot.schemas().get(row.schema());
            if (schema == null || !snapshot.ours(LedgerKey.schema(row.schema()))) {
                continue;
            }
            readers.addAll(readers(schema.acl().keySet()));
            revokeAll(
                    script,
                    schema.owner(),
                    "SCHEMA " + Sql.id(row.schema()),
                    schema.acl().keySet());
            snapshot.relationsIn(row.schema()).forEach(name -> {
                RelationState relation = snapshot.relations().get(name);
                if (relation != null) {
                    revokeAll(
                            script,
                            schema.owner(),
                            "TABLE " + Sql.id(name.schema(), name.name()),
                            relation.acl().keySet());
                }
            });
        }
        logins.insist(script.statements(), readers);
    }

    /** Who can log in and read what these may read: the consumer, and its product's writers. */
    private Set<String> readers(Set<String> grantees) {
        Set<String> logins = new TreeSet<>(grantees);
        snapshot.members().keySet().stream()
                .filter(m -> grantees.contains(m.role()))
                .map(Snapshot.Member::member)
                .forEach(logins::add);
        return logins;
    }

    static void revokeAll(Script script, String owner, String target, Set<String> grantees) {
        if (!grantees.isEmpty()) {
            script.as(owner, "REVOKE ALL ON " + target + " FROM " + Draft.grantees(new TreeSet<>(grantees)));
        }
    }

    private void dropGrant(GrantRow row) throws SQLException {
        Script script = new Script();
        dropSchema(script, row.schema());
        script.operator("DELETE FROM roadstead_meta.grants WHERE schema_name = " + Sql.text(row.schema()));
        try {
            logins.insist(script.statements(), Set.of());
        } catch (SQLException e) {
            if (!stays(e)) {
                throw e;
            }
            // The right is gone; what a consumer built on the view keeps the empty shell, which is not ours to take.
            log.warn("event=shell-left schema={} sqlstate={}", row.schema(), Failures.state(e));
        }
    }

    /** A port version's schema; its tables are the store's and stay. */
    void port(String schema) throws SQLException {
        Script script = new Script();
        dropSchema(script, schema);
        applier.run(script.statements());
    }

    /** Every port of a domain. What others built on one keeps it: nobody has a right on it any more. */
    void ports(String domain) throws SQLException {
        for (LedgerRow row : snapshot.ledger().values()) {
            if (row.part() != Part.PORT
                    || row.key().kind() != LedgerKey.Kind.SCHEMA
                    || !row.domain().equals(domain)) {
                continue;
            }
            try {
                port(row.key().name());
            } catch (SQLException e) {
                if (!stays(e)) {
                    throw e;
                }
                log.warn("event=port-left schema={} sqlstate={}", row.key().name(), Failures.state(e));
            }
        }
    }

    /** Something of somebody else's stands on it. */
    static boolean stays(SQLException e) {
        return Failures.state(e).equals(SqlState.DEPENDENT_OBJECTS);
    }

    /** Drops a schema of ours with its views, never with CASCADE. */
    void dropSchema(Script script, String schema) {
        SchemaState state = snapshot.schemas().get(schema);
        if (state != null && snapshot.ours(LedgerKey.schema(schema))) {
            snapshot.relationsIn(schema).stream()
                    .filter(name -> snapshot.ours(LedgerKey.view(name)))
                    .forEach(name -> script.as(state.owner(), "DROP VIEW " + Sql.id(name.schema(), name.name())));
            script.as(state.owner(), "DROP SCHEMA " + Sql.id(schema));
        }
        script.operator("DELETE FROM roadstead_meta.ledger WHERE (kind = 'VIEW' AND schema_name = " + Sql.text(schema)
                + ") OR (kind = 'SCHEMA' AND name = " + Sql.text(schema) + ")");
    }

    Attempts attempts() {
        return new Attempts(applier);
    }

    void run(Script script) throws SQLException {
        applier.run(script.statements());
    }
}
