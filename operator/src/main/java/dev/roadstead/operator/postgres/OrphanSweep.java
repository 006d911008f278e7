package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.backend.Orphan.Kind;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.OrphanKey;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down since when something is an orphan, and ends those that have been one for long enough. Runs in the session's
 * thread, so that what is asked for again before it runs is seen, and what is asked for afterwards is given afterwards.
 */
final class OrphanSweep {
    /** What the history says why such a grant ended. */
    static final String REASON = "Orphaned";

    private static final Logger log = LoggerFactory.getLogger(OrphanSweep.class);

    private final Releases releases;
    private final Snapshot snapshot;
    private final Names names;

    OrphanSweep(Releases releases, Snapshot snapshot, Names names) {
        this.releases = releases;
        this.snapshot = snapshot;
        this.names = names;
    }

    /** What is new gets its time; what is asked for again, or gone, is forgotten. */
    void remember(Claims claims) throws SQLException {
        Script script = new Script();
        Set<OrphanKey> found = new HashSet<>();
        for (Orphan orphan : orphans(claims)) {
            OrphanKey key = Orphans.key(orphan);
            found.add(key);
            if (!snapshot.orphans().containsKey(key)) {
                script.operator("INSERT INTO roadstead_meta.orphan (kind, name, since) VALUES ("
                        + Sql.text(key.kind().name()) + ", " + Sql.text(key.name()) + ", clock_timestamp())"
                        + " ON CONFLICT (kind, name) DO NOTHING");
            }
        }
        snapshot.orphans().keySet().stream().filter(key -> !found.contains(key)).forEach(key -> forget(script, key));
        releases.run(script);
    }

    /**
     * Ends these, but for what is asked for again.
     *
     * @param due names and kinds of what shall end
     */
    void end(Collection<Orphan> due, Claims claims, Wishes wishes) throws SQLException {
        Set<OrphanKey> asked = new HashSet<>();
        due.forEach(orphan -> asked.add(Orphans.key(orphan)));
        List<Orphan> ending = orphans(claims).stream()
                .filter(orphan -> asked.contains(Orphans.key(orphan)))
                .toList();
        if (ending.isEmpty()) {
            return;
        }
        List<GrantRow> grants = of(ending, Kind.GRANT).stream()
                .flatMap(orphan -> Optional.ofNullable(snapshot.grants().get(orphan.name())).stream())
                .toList();
        grants.forEach(row -> wishes.remove(row.key()));
        // Ends logins without a grant as well.
        var attempts = releases.attempts();
        attempts.attempt(
                () -> releases.grants(grants, subject -> true, subject -> StoreSession.alive(wishes, subject), REASON));
        attempts.attempt(() -> writers(of(ending, Kind.WRITER), wishes));
        Set<String> withRights = new TreeSet<>();
        of(ending, Kind.CHECKER).forEach(checker -> withRights.add(checker.name()));
        Set<String> known = Orphans.known(snapshot, names);
        of(ending, Kind.LOGIN).stream()
                .map(Orphan::name)
                .filter(login -> !known.contains(login))
                .forEach(withRights::add);
        attempts.attempt(() -> releases.logins().withRights(withRights));
        Set<String> gone = new HashSet<>();
        grants.forEach(row -> gone.add(row.schema()));
        for (Orphan port : of(ending, Kind.PORT)) {
            attempts.attempt(() -> port(port, gone, wishes));
        }
        attempts.end();
        Script script = new Script();
        ending.forEach(orphan -> forget(script, Orphans.key(orphan)));
        releases.run(script);
        log.warn("event=orphans-ended orphans={} grants={}", ending.size(), grants.size());
    }

    private List<Orphan> orphans(Claims claims) {
        return Orphans.of(snapshot, names, claims).orphans().stream()
                .filter(Orphan::ends)
                .toList();
    }

    private static List<Orphan> of(List<Orphan> orphans, Kind kind) {
        return orphans.stream().filter(orphan -> orphan.kind() == kind).toList();
    }

    private void writers(List<Orphan> writers, Wishes wishes) throws SQLException {
        Set<String> logins = new TreeSet<>();
        for (Orphan writer : writers) {
            snapshot.ledger(LedgerKey.role(writer.name())).ifPresent(row -> {
                wishes.remove(row.store());
                logins.add(writer.name());
            });
        }
        releases.logins().end(logins);
    }

    /** Only if no grant stands on it any more: each of these has a grace of its own. */
    private void port(Orphan port, Set<String> goneGrants, Wishes wishes) throws SQLException {
        LedgerRow row = snapshot.ledger(LedgerKey.schema(port.name())).orElseThrow();
        String[] object = row.object().split("/", 2);
        PortKey key = new PortKey(row.domain(), object[0], object[1]);
        boolean stoodOn = snapshot.grants().values().stream()
                .anyMatch(grant -> grant.port().equals(key) && !goneGrants.contains(grant.schema()));
        if (!stoodOn) {
            wishes.remove(key);
            try {
                releases.port(port.name());
            } catch (SQLException e) {
                if (!Failures.state(e).equals(SqlState.DEPENDENT_OBJECTS)) {
                    throw e;
                }
                // Somebody's own view stands on it. Nobody reads through it; it is tried again after another grace.
                log.warn("event=shell-left schema={} sqlstate={}", port.name(), Failures.state(e));
            }
        }
    }

    private static void forget(Script script, OrphanKey key) {
        script.operator("DELETE FROM roadstead_meta.orphan WHERE kind = "
                + Sql.text(key.kind().name()) + " AND name = " + Sql.text(key.name()));
    }
}
