package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.postgres.Plan.Result;
import dev.roadstead.operator.postgres.Plan.Unit;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that works in a database. It takes every request that waits, reads one snapshot for all of them,
 * carries out the releases, then the whole difference between wishes and snapshot, and answers.
 */
final class StoreSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoreSession.class);
    private static final long CLOSE_MILLIS = 20_000;
    /** The key of a request that asks for nothing but an answer. */
    private static final Object LIFE_SIGN = "life sign";

    /**
     * @param change what it asks of the wishes
     * @param release what ends because of it, judged by the snapshot; absent for wishes
     */
    private record Request(
            Object key,
            Consumer<Wishes> change,
            @Nullable Release release,
            CompletableFuture<@Nullable Object> answer) {}

    /** What is to end, once the snapshot is known. */
    interface Release {
        void run(Releases releases, Snapshot snapshot, Wishes wishes) throws SQLException;
    }

    private final Connections connections;
    private final Names names;
    private final Planner planner;
    private final SnapshotReader reader;
    private final String holder;
    private final Wishes wishes = new Wishes();
    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final StoreSettings settings;
    private final Clock clock;
    private volatile boolean closed;
    private volatile boolean ended;
    private volatile Snapshot last;
    private volatile Duration ahead = Duration.ZERO;
    private @Nullable Connection connection;
    private Fence fence;

    StoreSession(
            StoreSettings settings,
            Connections connections,
            Names names,
            int serverMajor,
            String holder,
            Supplier<String> ids,
            Clock clock)
            throws SQLException {
        this.settings = settings;
        this.connections = connections;
        this.names = names;
        this.planner = new Planner(names, settings, serverMajor, ids);
        this.reader = new SnapshotReader(names.rolePrefix(), serverMajor);
        this.holder = holder;
        this.clock = clock;
        this.fence = Fence.take(connections.operator(), holder);
        this.connection = connections.operator();
        this.last = remember(reader.read(connection));
        this.thread = Thread.ofPlatform()
                .name("store-" + settings.className())
                .daemon(true)
                .start(this::work);
    }

    /** The snapshot of the latest pass. */
    Snapshot last() {
        return last;
    }

    Names names() {
        return names;
    }

    /** The store's clock: leases are measured by it, and a machine's own may be set at any time. */
    Instant now() {
        return clock.instant().plus(ahead);
    }

    private Snapshot remember(Snapshot snapshot) {
        ahead = Duration.between(clock.instant(), snapshot.now());
        return snapshot;
    }

    /** Hands a wish in and waits until the pass that serves it is done. */
    Object wish(Object key, Consumer<Wishes> change) {
        Object outcome = ask(new Request(key, change, null, new CompletableFuture<>()));
        if (outcome == null) {
            throw new IllegalStateException("no outcome for " + key);
        }
        return outcome;
    }

    void release(Object key, Consumer<Wishes> change, Release release) {
        ask(new Request(key, change, release, new CompletableFuture<>()));
    }

    /** Has the session look whether both its connections still answer, and renew them if not. */
    void check() {
        ask(new Request(LIFE_SIGN, w -> {}, null, new CompletableFuture<>()));
    }

    private @Nullable Object ask(Request request) {
        if (closed) {
            throw shutDown();
        }
        queue.add(request);
        if (ended) {
            // It came after the thread had emptied the queue for the last time.
            request.answer().completeExceptionally(shutDown());
        }
        try {
            return request.answer().join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof BackendException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private void work() {
        List<Request> batch = new ArrayList<>();
        while (!closed) {
            batch.clear();
            try {
                Request first = queue.poll(1, TimeUnit.SECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch);
                serve(batch);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (SQLException e) {
                failAll(batch, e);
            } catch (BackendException e) {
                batch.forEach(r -> r.answer().completeExceptionally(e));
            } catch (RuntimeException e) {
                log.error("event=pass-failed class={}", settings.className(), e);
                batch.forEach(r -> r.answer()
                        .completeExceptionally(
                                BackendException.failed("InternalError", "a pass over the store failed: " + e, e)));
            }
        }
        ended = true;
        batch.clear();
        queue.drainTo(batch);
        batch.forEach(r -> r.answer().completeExceptionally(shutDown()));
    }

    private void failAll(List<Request> batch, SQLException e) {
        BackendException failure = e instanceof Fence.LostException
                ? BackendException.failed("FenceHeld", "another operator took over this store; this one waits", e)
                : Failures.running("the store", e);
        log.warn("event=pass-failed class={} sqlstate={}", settings.className(), Failures.state(e));
        disconnect(e instanceof Fence.LostException);
        batch.forEach(r -> r.answer().completeExceptionally(failure));
    }

    private void serve(List<Request> batch) throws SQLException {
        Connection c = connected();
        if (batch.stream().allMatch(r -> r.key().equals(LIFE_SIGN))) {
            batch.forEach(r -> r.answer().complete(null));
            return;
        }
        Applier applier = new Applier(c, fence, names);
        batch.forEach(r -> r.change().accept(wishes));
        Snapshot snapshot = reader.read(c);
        Map<Request, SQLException> unreleased = new HashMap<>();
        boolean changed = release(batch, c, applier, snapshot, unreleased);
        if (changed) {
            snapshot = reader.read(c);
        }
        Plan plan = planner.plan(wishes, snapshot);
        Map<Object, SQLException> failed = applier.apply(plan.units());
        Set<Object> blocked = blocked(plan, failed);
        if (!blocked.isEmpty()) {
            clearTheWay(c, applier, plan, blocked, snapshot);
            snapshot = reader.read(c);
            plan = planner.plan(wishes, snapshot);
            failed = applier.apply(plan.units());
        }
        changed = !plan.units().isEmpty() || !blocked.isEmpty();
        if (endStaleWriters(batch, c, applier, snapshot) | endReplacedLogins(c, applier, snapshot)) {
            changed = true;
        }
        Plan done = plan;
        Map<Object, SQLException> undone = failed;
        wishes.settle(key -> !undone.containsKey(key) && done.cameTrue(key));
        last = remember(changed ? reader.read(c) : snapshot);
        answer(batch, plan, failed, unreleased);
    }

    private boolean release(
            List<Request> batch,
            Connection c,
            Applier applier,
            Snapshot snapshot,
            Map<Request, SQLException> unreleased)
            throws SQLException {
        boolean any = false;
        Snapshot now = snapshot;
        for (Request request : batch) {
            if (request.release() == null) {
                continue;
            }
            if (any) {
                now = reader.read(c);
            }
            any = true;
            try {
                request.release().run(releases(c, applier, now), now, wishes);
            } catch (SQLException e) {
                if (!c.isValid(2) || e instanceof Fence.LostException) {
                    throw e;
                }
                unreleased.put(request, e);
            }
        }
        return any;
    }

    private Releases releases(Connection c, Applier applier, Snapshot snapshot) {
        return new Releases(applier, sessions(c, snapshot), names, snapshot);
    }

    private Sessions sessions(Connection c, Snapshot snapshot) {
        return new Sessions(c, names.rolePrefix(), login -> {
            LedgerRow row = snapshot.ledger().get(LedgerKey.role(login));
            return row == null ? names.admin("") : names.admin(row.domain());
        });
    }

    /** Units whose views an open reader, or something built on them, stands in the way of. */
    private static Set<Object> blocked(Plan plan, Map<Object, SQLException> failed) {
        Set<Object> blocked = new HashSet<>();
        for (Unit unit : plan.units()) {
            SQLException failure = failed.get(unit.key());
            if (failure != null
                    && !unit.replaced().isEmpty()
                    && (Failures.state(failure).equals(SqlState.DEPENDENT_OBJECTS)
                            || SqlState.concurrency(Failures.state(failure), Failures.firstLine(failure)))) {
                blocked.add(unit.key());
            }
        }
        return blocked;
    }

    /**
     * A view that can't be replaced must not go on showing what it showed. REVOKE waits for nobody; then the readers in
     * the way are ended, and the next pass replaces the view and grants again.
     */
    private void clearTheWay(Connection c, Applier applier, Plan plan, Set<Object> blocked, Snapshot snapshot)
            throws SQLException {
        Script script = new Script();
        Set<String> schemas = new TreeSet<>();
        for (Unit unit : plan.units()) {
            if (!blocked.contains(unit.key())) {
                continue;
            }
            for (RelationName name : new TreeSet<>(unit.replaced())) {
                RelationState state = snapshot.relations().get(name);
                if (state != null) {
                    Releases.revokeAll(
                            script,
                            state.owner(),
                            "TABLE " + Sql.id(name.schema(), name.name()),
                            state.acl().keySet());
                    schemas.add(name.schema());
                }
            }
        }
        applier.run(script.statements());
        int ended = sessions(c, snapshot).endHolders(schemas);
        log.info("event=view-blocked schemas={} sessionsEnded={}", schemas.size(), ended);
    }

    /** Writers that a store's wish no longer names lose their login. */
    private boolean endStaleWriters(List<Request> batch, Connection c, Applier applier, Snapshot snapshot)
            throws SQLException {
        Set<Object> asked = new HashSet<>();
        batch.forEach(r -> asked.add(r.key()));
        Set<String> stale = new TreeSet<>();
        for (StoreWish wish : wishes.stores()) {
            if (!asked.contains(wish.key())) {
                continue;
            }
            String prefix = wish.key().product() + "/" + wish.key().store() + "/";
            snapshot.ledger().values().stream()
                    .filter(row -> row.part() == Part.WRITER
                            && row.domain().equals(wish.key().domain())
                            && row.object().startsWith(prefix)
                            && !wish.writers().containsKey(row.object().substring(prefix.length())))
                    .forEach(row -> stale.add(row.key().name()));
        }
        if (stale.isEmpty()) {
            return false;
        }
        releases(c, applier, snapshot).logins(stale);
        return true;
    }

    /** Logins whose overlap with the one that took their place is over. What can't be ended now is tried at the next pass. */
    private boolean endReplacedLogins(Connection c, Applier applier, Snapshot snapshot) throws SQLException {
        Set<String> over = new TreeSet<>();
        for (LoginState state : snapshot.logins().values()) {
            if (state.previous() != null && state.isPreviousOver(snapshot.now())) {
                over.add(state.previous());
            }
        }
        if (over.isEmpty()) {
            return false;
        }
        try {
            releases(c, applier, snapshot).replaced(over);
        } catch (SQLException e) {
            if (!c.isValid(2) || e instanceof Fence.LostException) {
                throw e;
            }
            log.warn("event=replaced-logins-left logins={} sqlstate={}", over.size(), Failures.state(e));
        }
        return true;
    }

    private static void answer(
            List<Request> batch, Plan plan, Map<Object, SQLException> failed, Map<Request, SQLException> unreleased) {
        for (Request request : batch) {
            SQLException failure = request.release() != null ? unreleased.get(request) : failed.get(request.key());
            Result result = plan.results().get(request.key());
            if (failure != null) {
                request.answer()
                        .completeExceptionally(Failures.running(request.key().toString(), failure));
            } else if (request.release() != null || result == null) {
                request.answer().complete(null);
            } else if (result.problem() != null) {
                request.answer().completeExceptionally(result.problem());
            } else {
                request.answer().complete(result.outcome());
            }
        }
    }

    private Connection connected() throws SQLException {
        Connection c = connection;
        if (c == null || !c.isValid(2)) {
            disconnect(false);
            c = open();
            connection = c;
        }
        if (fence.lost()) {
            fence.close();
            fence = Fence.take(open(), holder);
        }
        return c;
    }

    private Connection open() {
        try {
            return connections.operator();
        } catch (SQLException e) {
            throw Failures.connecting(settings, e);
        }
    }

    private void disconnect(boolean fenceLost) {
        Connection c = connection;
        connection = null;
        if (c != null) {
            try {
                c.close();
            } catch (SQLException e) {
                log.debug("event=close-failed sqlstate={}", Failures.state(e));
            }
        }
        if (fenceLost) {
            fence.markLost();
        }
    }

    /** The identities that some wish still grants something to. */
    static boolean alive(Wishes wishes, Subject subject) {
        return wishes.grants().stream().anyMatch(g -> g.key().subject().equals(subject));
    }

    private BackendException shutDown() {
        return BackendException.failed(
                "Unreachable", "the session with " + settings + " is closed", new IllegalStateException("closed"));
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        disconnect(false);
        fence.close();
    }
}
