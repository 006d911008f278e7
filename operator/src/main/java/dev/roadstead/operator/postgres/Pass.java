package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.postgres.Plan.Result;
import dev.roadstead.operator.postgres.Snapshot.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over the store: read, release, plan, apply, clear the way, read again, answer. Nothing of it outlives the
 * pass but the wishes and the snapshot it returns.
 */
final class Pass {
    private static final Logger log = LoggerFactory.getLogger(Pass.class);
    private final Connection connection;
    private final Applier applier;
    private final SnapshotReader reader;
    private final Planner planner;
    private final Names names;
    private final Wishes wishes;
    private final Upkeep upkeep;
    private final Map<Request, SQLException> unreleased = new HashMap<>();
    private final Map<Object, SQLException> unended = new HashMap<>();

    /**
     * What a pass leaves.
     *
     * @param last what is true afterwards
     * @param wrote whether it changed anything
     * @param clean whether all that was planned has passed
     */
    record Done(Snapshot last, boolean wrote, boolean clean) {}

    Pass(
            Connection connection,
            Fence fence,
            SnapshotReader reader,
            Planner planner,
            DriftPlanner drift,
            DriftBook book,
            Names names,
            Wishes wishes) {
        this.connection = connection;
        this.applier = new Applier(connection, fence, names);
        this.reader = reader;
        this.planner = planner;
        this.names = names;
        this.wishes = wishes;
        this.upkeep = new Upkeep(connection, applier, reader, drift, book);
    }

    /**
     * Serves all of them and answers each.
     *
     * @param batch may be empty: then only what somebody else changed is put right
     * @param before what the pass before left; absent if that is not known
     * @param clean whether that pass had nothing left to do
     * @param seen is told what is true afterwards, before anybody is answered who may ask about it
     */
    Done serve(List<Request> batch, @Nullable Snapshot before, boolean clean, Consumer<Snapshot> seen)
            throws SQLException {
        Snapshot read = before == null ? reader.read(connection) : reader.again(connection, before);
        Upkeep.Mended mended = upkeep.mend(read, before);
        Snapshot snapshot = mended.snapshot();
        boolean wrote = mended.tried();
        if (!batch.isEmpty() && before != null && !read.sums().equals(before.sums())) {
            snapshot = restore(snapshot, clean);
            wrote = true;
        }
        batch.forEach(r -> r.change().accept(wishes));
        if (release(batch, snapshot)) {
            snapshot = reader.read(connection);
            wrote = true;
        }
        Plan plan = planner.plan(wishes, snapshot);
        Map<Object, SQLException> failed = applier.apply(plan.units());
        Set<Object> blocked = Obstacles.blocked(plan, failed);
        if (!blocked.isEmpty()) {
            new Obstacles(applier, sessions(snapshot)).clear(plan, blocked, snapshot);
            snapshot = reader.read(connection);
            plan = planner.plan(wishes, snapshot);
            failed = applier.apply(plan.units());
        }
        boolean unrecorded = failed.values().stream().anyMatch(Failures::history);
        if (unrecorded) {
            snapshot = reader.read(connection);
            releases(snapshot).suspend(planner.planUnrecorded(wishes, snapshot).suspended());
            snapshot = reader.read(connection);
            plan = planner.planUnrecorded(wishes, snapshot);
            failed = applier.apply(plan.units());
        }
        upkeep.departures(plan, failed, clean && batch.isEmpty(), wishes);
        boolean changed = !plan.units().isEmpty() || !blocked.isEmpty() || unrecorded;
        changed |= endStaleWriters(batch, snapshot);
        changed |= endReplacedLogins(snapshot);
        Plan done = plan;
        Map<Object, SQLException> undone = failed;
        wishes.settle(key -> !undone.containsKey(key) && done.cameTrue(key));
        Snapshot last = changed ? reader.read(connection) : snapshot;
        if (endIdleCheckers(last)) {
            last = reader.read(connection);
            changed = true;
        }
        seen.accept(last);
        answer(batch, plan, failed);
        return new Done(last, wrote || changed, failed.isEmpty());
    }

    /** Before wishes change: what departs from the wishes of before is somebody else's doing. */
    private Snapshot restore(Snapshot snapshot, boolean clean) throws SQLException {
        Plan plan = planner.plan(wishes, snapshot);
        if (plan.units().isEmpty()) {
            return snapshot;
        }
        upkeep.departures(plan, applier.apply(plan.units()), clean, wishes);
        return reader.read(connection);
    }

    private boolean release(List<Request> batch, Snapshot snapshot) throws SQLException {
        boolean any = false;
        for (Request request : batch) {
            var release = request.release();
            if (release == null) {
                continue;
            }
            // What one release left is not what the next one finds.
            Snapshot now = any ? reader.read(connection) : snapshot;
            any = true;
            SQLException failure = new Attempts(applier).attempt(() -> release.run(releases(now), now, wishes));
            if (failure != null) {
                unreleased.put(request, failure);
            }
        }
        return any;
    }

    private Releases releases(Snapshot snapshot) {
        return new Releases(applier, sessions(snapshot), names, snapshot);
    }

    private Sessions sessions(Snapshot snapshot) {
        return Sessions.of(connection, applier, names, snapshot);
    }

    /** Writers that a store's wish no longer names lose their login. One that can't be ended is told to its own store. */
    private boolean endStaleWriters(List<Request> batch, Snapshot snapshot) throws SQLException {
        Set<Object> asked = new HashSet<>();
        batch.forEach(r -> asked.add(r.key()));
        boolean any = false;
        for (StoreWish wish : wishes.stores()) {
            if (!asked.contains(wish.key())) {
                continue;
            }
            Set<String> stale = new TreeSet<>();
            snapshot.ledger().values().stream()
                    .filter(row -> row.part() == Part.WRITER
                            && row.store().equals(wish.key())
                            && !wish.writers().containsKey(row.writer().name()))
                    .forEach(row -> stale.add(row.key().name()));
            if (!stale.isEmpty()) {
                any = true;
                SQLException failure = new Attempts(applier)
                        .attempt(() -> releases(snapshot).logins().end(stale));
                if (failure != null) {
                    unended.put(wish.key(), failure);
                }
            }
        }
        return any;
    }

    /** Logins whose overlap with the one that took their place is over. What can't be ended now is tried at the next pass. */
    private boolean endReplacedLogins(Snapshot snapshot) throws SQLException {
        Set<String> over = new TreeSet<>();
        for (LoginState state : snapshot.logins().values()) {
            if (state.previous() != null && state.isPreviousOver(snapshot.now())) {
                over.add(state.previous());
            }
        }
        if (over.isEmpty()) {
            return false;
        }
        SQLException failure =
                new Attempts(applier).attempt(() -> releases(snapshot).logins().withRights(over));
        if (failure != null) {
            log.warn("event=replaced-logins-left logins={} sqlstate={}", over.size(), Failures.state(failure));
        }
        return true;
    }

    /**
     * Checkers that no port needs any more. Told by the rights they have, so that a crash in between leaves nothing; the next
     * pass looks again.
     */
    private boolean endIdleCheckers(Snapshot last) throws SQLException {
        Set<String> idle = Checkers.idle(last);
        if (idle.isEmpty()) {
            return false;
        }
        SQLException failure =
                new Attempts(applier).attempt(() -> releases(last).logins().withRights(idle));
        if (failure != null) {
            log.warn("event=checkers-left logins={} sqlstate={}", idle.size(), Failures.state(failure));
        }
        return true;
    }

    private void answer(List<Request> batch, Plan plan, Map<Object, SQLException> failed) {
        for (Request request : batch) {
            SQLException failure = request.release() != null
                    ? unreleased.get(request)
                    : failed.getOrDefault(request.key(), unended.get(request.key()));
            Result result = plan.results().get(request.key());
            if (failure != null) {
                request.fail(Failures.running(request.key().toString(), failure));
            } else if (request.release() != null || result == null) {
                request.answer().complete(null);
            } else if (result.problem() != null) {
                request.fail(result.problem());
            } else {
                request.answer().complete(result.outcome());
            }
        }
    }
}
