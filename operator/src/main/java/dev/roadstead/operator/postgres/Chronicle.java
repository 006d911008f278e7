package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Rewound;
import dev.roadstead.operator.history.Event;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.history.Pruned;
import dev.roadstead.operator.history.Told;
import dev.roadstead.operator.postgres.Script.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session does for the history besides its passes: it tells when the operator watches, notices a store that was
 * set back, and puts each new head into the log, where nobody who holds the database can change it.
 */
final class Chronicle {
    private static final Logger log = LoggerFactory.getLogger(Chronicle.class);

    /** Somebody who takes every right away at once leaves thousands of findings; no transaction writes more entries at a time. */
    private static final int NOTES = 100;

    private final String className;
    private final StoreLink link;
    private final SnapshotReader reader;
    private final Names names;
    private final Watch watch;
    private final Pruning pruning;
    private @Nullable Head known;
    private int renewals;
    private volatile @Nullable Rewound rewound;
    private volatile @Nullable String notPruned;

    /** @param known the newest entry that is remembered outside the store */
    Chronicle(
            String className,
            StoreLink link,
            SnapshotReader reader,
            Names names,
            Watch watch,
            Pruning pruning,
            @Nullable Head known) {
        this.className = className;
        this.link = link;
        this.reader = reader;
        this.names = names;
        this.watch = watch;
        this.pruning = pruning;
        this.known = known;
    }

    Optional<Rewound> rewound() {
        return Optional.ofNullable(rewound);
    }

    Optional<String> notPruned() {
        return Optional.ofNullable(notPruned);
    }

    /** The session begins. What it returns is true afterwards. */
    Snapshot begin() throws SQLException {
        Connection c = link.connected();
        renewals = link.renewals();
        Snapshot found = reader.read(c);
        Snapshot snapshot = setBack(c, found) ? reader.read(c) : found;
        String lastEvent = HistoryReader.lastEvent(c);
        c.rollback();
        run(c, watch.begin(snapshot, lastEvent));
        return seen(reader.read(c));
    }

    /**
     * Looks at a renewed connection before anything is done on it.
     *
     * @return whether the store was set back, so that everything has to be granted anew
     */
    boolean reconnected(Connection c) throws SQLException {
        if (renewals == link.renewals()) {
            return false;
        }
        Snapshot found = reader.read(c);
        boolean back = setBack(c, found);
        run(c, watch.reconnected(found));
        renewals = link.renewals();
        return back;
    }

    /** A sign of life without a pass. What the pass before found stays known: what departs from it is drift. */
    Snapshot idle(Connection c, Snapshot last, Instant now) throws SQLException {
        watch.contact(now);
        return prune(c, watch.due(now) ? sign(c, last, reader.read(c)) : last, now);
    }

    Snapshot afterPass(Connection c, Snapshot last) throws SQLException {
        watch.contact(last.now());
        return prune(c, watch.due(last.now()) ? sign(c, last, last) : seen(last), last.now());
    }

    /**
     * Tells what somebody else did to rights.
     *
     * @param notBefore when it was not there yet; null where nobody had looked
     */
    Snapshot drift(Connection c, Snapshot last, DriftBook.News news, @Nullable Instant notBefore) throws SQLException {
        List<Statement> notes = new ArrayList<>();
        notes.addAll(notes(Event.DRIFT_FOUND, news.found(), notBefore));
        notes.addAll(notes(Event.DRIFT_REPAIRED, news.repaired(), notBefore));
        if (notes.isEmpty()) {
            return last;
        }
        for (int from = 0; from < notes.size(); from += NOTES) {
            run(c, notes.subList(from, Math.min(notes.size(), from + NOTES)));
        }
        Head head = HistoryReader.head(c);
        c.rollback();
        return seen(last.withHead(head));
    }

    private static List<Statement> notes(Event event, List<Finding> findings, @Nullable Instant notBefore) {
        List<Statement> notes = new ArrayList<>();
        for (Finding finding : findings) {
            notes.add(Histories.note(
                    event, Told.drift(finding.kind().label(), finding.object(), finding.found(), notBefore)));
        }
        return notes;
    }

    /** Removes what is older than the retention, if that is due. A history that can't be pruned takes nobody's access. */
    private Snapshot prune(Connection c, Snapshot last, Instant now) throws SQLException {
        if (!pruning.due(now)) {
            return last;
        }
        try {
            run(c, pruning.prune(now));
            notPruned = null;
        } catch (SQLException e) {
            if (!c.isValid(2) || e instanceof Fence.LostException) {
                throw e;
            }
            notPruned = Failures.firstLine(e);
            log.warn(
                    "event=history-not-pruned class={} sqlstate={} cause={}",
                    className,
                    Failures.state(e),
                    Failures.firstLine(e));
        }
        long before = last.head() == null ? 0 : last.head().seq();
        Head head = HistoryReader.head(c);
        Optional<Pruned> pruned = HistoryReader.pruned(c).filter(p -> p.entry().seq() > before);
        c.rollback();
        pruned.ifPresent(this::pruned);
        return seen(last.withHead(head));
    }

    private void pruned(Pruned pruned) {
        log.info(
                "event=history-pruned class={} seq={} through={} removed={} kept={} before={}",
                className,
                pruned.entry().seq(),
                pruned.through(),
                pruned.removed(),
                pruned.kept(),
                pruned.before());
        if (pruned.more()) {
            pruning.again();
        }
    }

    private Snapshot sign(Connection c, Snapshot last, Snapshot seen) throws SQLException {
        run(c, watch.sign(seen));
        Head head = HistoryReader.head(c);
        c.rollback();
        return seen(last.withHead(head));
    }

    /** The session ends in order, if the store can still be told. */
    void end() {
        try {
            Optional<Connection> c = link.ifConnected();
            if (c.isPresent()) {
                run(c.get(), watch.end(reader.read(c.get())));
                Head head = HistoryReader.head(c.get());
                c.get().rollback();
                log(head);
            }
        } catch (SQLException e) {
            log.debug("event=watch-end-untold class={} sqlstate={}", className, Failures.state(e));
        }
    }

    private boolean setBack(Connection c, Snapshot snapshot) throws SQLException {
        Optional<Rewound> found = Rewind.found(c, known, snapshot);
        c.rollback();
        if (found.isEmpty()) {
            return false;
        }
        Applier applier = new Applier(c, link.fence(), names);
        Releases releases = new Releases(applier, Sessions.of(c, applier, names, snapshot), names, snapshot);
        Rewind.end(found.get(), applier, releases, snapshot);
        rewound = found.get();
        known = HistoryReader.head(c);
        c.rollback();
        return true;
    }

    private void run(Connection c, List<Statement> notes) throws SQLException {
        new Applier(c, link.fence(), names).run(notes);
    }

    private Snapshot seen(Snapshot snapshot) {
        log(snapshot.head());
        known = snapshot.head();
        return snapshot;
    }

    private void log(@Nullable Head head) {
        if (head != null && !head.equals(known)) {
            log.info(
                    "event=history-head class={} seq={} hash={} time={}",
                    className,
                    head.seq(),
                    head.hash(),
                    head.time());
        }
    }
}
