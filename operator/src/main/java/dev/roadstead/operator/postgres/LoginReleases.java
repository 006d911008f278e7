package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.postgres.Attempts.Step;
import dev.roadstead.operator.postgres.Script.Statement;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of logins, of consumers, writers and checkers, and of the sessions that stand in the way of an end. */
final class LoginReleases {
    private static final Logger log = LoggerFactory.getLogger(LoginReleases.class);
    private static final int INSISTS = 10;
    private static final int OBJECTS_AT_A_TIME = 1_000;
    /** What is left then is for the next try: others wait for the store's one thread. */
    private static final int TIMES = 100;

    private final Applier applier;
    private final Sessions sessions;
    private final Names names;
    private final Snapshot snapshot;

    LoginReleases(Applier applier, Sessions sessions, Names names, Snapshot snapshot) {
        this.applier = applier;
        this.sessions = sessions;
        this.names = names;
        this.snapshot = snapshot;
    }

    /** Carries out what takes something away, if need be against sessions of these logins that stand in the way. */
    void insist(List<Statement> statements, Set<String> logins) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                applier.run(statements);
                return;
            } catch (SQLException e) {
                if (attempt == INSISTS || !SqlState.concurrency(Failures.state(e), Failures.firstLine(e))) {
                    throw e;
                }
                int ended = sessions.endWriting(attempt == 1 ? consumers(logins) : logins);
                log.info("event=end-blocked sqlstate={} sessionsEnded={}", Failures.state(e), ended);
            }
        }
    }

    /** Those that have no business to write; a writer may be in the middle of a load. */
    private Set<String> consumers(Set<String> logins) {
        Set<String> consumers = new TreeSet<>(logins);
        consumers.removeIf(login -> snapshot.ledger(LedgerKey.role(login))
                .filter(row -> row.part() == Part.CONSUMER)
                .isEmpty());
        return consumers;
    }

    /** Together if possible: one that can't be ended must not keep the others. */
    void end(Set<String> logins) throws SQLException {
        Set<String> ours = new TreeSet<>(logins);
        ours.removeIf(l ->
                !snapshot.ours(LedgerKey.role(l)) || !snapshot.roles().containsKey(l) || isShutAndHeldElsewhere(l));
        Collection<Set<String>> holders = holders(ours);
        if (holders.size() <= 1) {
            endTogether(ours);
            return;
        }
        var attempts = new Attempts(applier);
        attempts.together(
                () -> endTogether(ours),
                holders.stream().<Step>map(holder -> () -> endTogether(holder)).toList());
        attempts.end();
    }

    /** The logins of each that has some of these: a writer is closed with the last of its two. */
    private Collection<Set<String>> holders(Set<String> logins) {
        Map<LedgerRow, Set<String>> holders = new LinkedHashMap<>();
        for (String login : logins) {
            LedgerRow row = snapshot.ledger(LedgerKey.role(login)).orElseThrow();
            var holder = new LedgerRow(LedgerKey.role(""), row.part(), row.domain(), row.object(), null);
            holders.computeIfAbsent(holder, h -> new TreeSet<>()).add(login);
        }
        return holders.values();
    }

    /** The end of logins: no new session, then no session, then no role. */
    private void endTogether(Set<String> ours) throws SQLException {
        if (ours.isEmpty()) {
            return;
        }
        // Without the right to connect nobody comes back to hold the row that the next statement changes.
        Script shut = new Script();
        ours.forEach(l -> shut.operator("REVOKE " + Sql.id(names.gate()) + " FROM " + Sql.id(l)));
        insist(shut.statements(), ours);
        Script close = new Script();
        ours.forEach(l -> close.as(admin(l), "ALTER ROLE " + Sql.id(l) + " NOLOGIN VALID UNTIL '-infinity'"));
        // If this is all that gets done, a wish that comes back must not take it for somebody else's doing.
        ours.forEach(l -> close.operator(
                "UPDATE roadstead_meta.ledger SET fingerprint = NULL WHERE kind = 'ROLE' AND name = " + Sql.text(l)));
        closed(ours).forEach(writer -> Histories.close(close, writer));
        insist(close.statements(), ours);
        int ended = sessions.endAll(ours);
        drop(ours);
        log.info("event=logins-ended logins={} sessionsEnded={}", ours.size(), ended);
    }

    /** Writers that can come in until now, and by none of their logins afterwards. */
    private Set<LoginHolder.Writer> closed(Set<String> logins) {
        Set<LoginHolder.Writer> writers = new LinkedHashSet<>();
        for (String login : logins) {
            snapshot.ledger(LedgerKey.role(login))
                    .filter(row -> row.part() == Part.WRITER)
                    .map(LedgerRow::writer)
                    .filter(writer -> {
                        Set<String> open = snapshot.openSlots(names.writer(writer.store(), writer.name()));
                        return open.contains(login) && logins.containsAll(open);
                    })
                    .ifPresent(writers::add);
        }
        return writers;
    }

    /** Together if possible: one that can't be dropped must not keep the others. */
    private void drop(Set<String> logins) throws SQLException {
        Script drop = new Script();
        logins.forEach(login -> drop(drop, login));
        try {
            insist(drop.statements(), logins);
        } catch (SQLException e) {
            boolean tooMany = Failures.state(e).equals(SqlState.OUT_OF_MEMORY);
            if (!Releases.stays(e) && !tooMany) {
                throw e;
            }
            if (logins.size() > 1) {
                for (String login : logins) {
                    drop(Set.of(login));
                }
                return;
            }
            if (tooMany) {
                unlink(logins.iterator().next());
                insist(drop.statements(), logins);
                return;
            }
            // It opens nothing any more. What it has in another database is told as drift, with the DBA's statement.
            String login = logins.iterator().next();
            Script left = new Script();
            left.operator(forget(login));
            applier.run(left.statements());
            log.warn("event=login-left login={} sqlstate={}", login, Failures.state(e));
        }
    }

    /** A login may have made more large objects than one transaction can lock, which DROP OWNED does for each of them. */
    private void unlink(String login) throws SQLException {
        Script script = new Script();
        String admin = admin(login);
        script.as(admin, "GRANT " + Sql.id(login) + " TO " + Sql.id(admin));
        script.as(
                admin,
                "SELECT count(lo_unlink(o.oid)) FROM (SELECT m.oid FROM pg_largeobject_metadata m WHERE m.lomowner = "
                        + Sql.text(Sql.id(login)) + "::regrole LIMIT " + OBJECTS_AT_A_TIME + ") o");
        script.as(admin, "REVOKE " + Sql.id(login) + " FROM " + Sql.id(admin));
        for (int time = 0; time < TIMES; time++) {
            applier.run(script.statements());
        }
    }

    private void drop(Script drop, String login) {
        String admin = admin(login);
        drop.as(admin, "GRANT " + Sql.id(login) + " TO " + Sql.id(admin));
        keepWork(drop, login, admin);
        drop.as(admin, "DROP OWNED BY " + Sql.id(login));
        drop.as(admin, "DROP ROLE " + Sql.id(login));
        drop.operator("DELETE FROM roadstead_meta.ledger WHERE kind = 'ROLE' AND name = " + Sql.text(login));
        drop.operator(forget(login));
    }

    /** Tried before, and nothing has changed: another try would only write. */
    private boolean isShutAndHeldElsewhere(String login) {
        var role = snapshot.roles().get(login);
        return role != null
                && !role.login()
                && !snapshot.members().containsKey(new Snapshot.Member(names.gate(), login))
                && snapshot.exposure().elsewhere().stream()
                        .anyMatch(held -> held.role().equals(login));
    }

    /** The end of logins that others have taken the place of, and of checkers. Their rights go first: only an owner can take them. */
    void withRights(Set<String> logins) throws SQLException {
        Script script = new Script();
        snapshot.schemas().forEach((name, state) -> {
            if (snapshot.ours(LedgerKey.schema(name))) {
                Releases.revokeAll(
                        script,
                        state.owner(),
                        "SCHEMA " + Sql.id(name),
                        among(logins, state.acl().keySet()));
            }
        });
        snapshot.relations()
                .forEach((name, state) -> Releases.revokeAll(
                        script,
                        state.owner(),
                        "TABLE " + Sql.id(name.schema(), name.name()),
                        among(logins, state.acl().keySet())));
        // A DBA may have dropped the role; then there is nothing left but the memory of it.
        logins.stream()
                .filter(login -> !snapshot.roles().containsKey(login))
                .forEach(login -> script.operator(forget(login)));
        var attempts = new Attempts(applier);
        if (!script.isEmpty()) {
            // What is owned by somebody else now must not keep the rest.
            attempts.together(
                    () -> applier.run(script.statements()),
                    script.statements().stream()
                            .<Step>map(statement -> () -> applier.run(List.of(statement)))
                            .toList());
        }
        attempts.attempt(() -> end(logins));
        attempts.end();
    }

    private static Set<String> among(Set<String> logins, Set<String> grantees) {
        Set<String> both = new TreeSet<>(grantees);
        both.retainAll(logins);
        return both;
    }

    private static String forget(String login) {
        return "UPDATE roadstead_meta.login SET previous = NULL, previous_until = NULL WHERE previous = "
                + Sql.text(login);
    }

    /** What a writer made as itself, instead of as its group, goes to the group: ending a login loses nobody's table. */
    private void keepWork(Script script, String login, String admin) {
        snapshot.members().keySet().stream()
                .filter(m -> m.member().equals(login))
                .map(Snapshot.Member::role)
                .filter(role -> snapshot.ledger(LedgerKey.role(role))
                        .filter(row -> row.part() == Part.WRITER_GROUP)
                        .isPresent())
                .sorted()
                .forEach(group -> {
                    script.as(admin, "GRANT " + Sql.id(group) + " TO " + Sql.id(admin));
                    script.as(admin, "REASSIGN OWNED BY " + Sql.id(login) + " TO " + Sql.id(group));
                    script.as(admin, "REVOKE " + Sql.id(group) + " FROM " + Sql.id(admin));
                });
    }

    private String admin(String login) {
        return names.admin(snapshot.ledger(LedgerKey.role(login)).orElseThrow().domain());
    }

    /** Every Secret holds the new login, so the old one gets its end. */
    void handedOver(String base, Duration overlap) throws SQLException {
        Script script = new Script();
        script.operator("UPDATE roadstead_meta.login SET previous_until = now() + interval '" + overlap.toMillis()
                + " milliseconds' WHERE base = " + Sql.text(base)
                + " AND previous IS NOT NULL AND previous_until IS NULL");
        applier.run(script.statements());
    }
}
