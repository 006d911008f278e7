package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.DriftListener;
import dev.roadstead.operator.backend.Rewound;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.history.Head;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that works in a database. It takes every request that waits and has one {@link Pass} serve them all.
 */
final class StoreSession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StoreSession.class);
    private static final long CLOSE_MILLIS = 20_000;
    /** A request waits this part of what the latest pass took for others to share the next one. */
    private static final double WINDOW = 0.25;

    private static final long LONGEST_WINDOW_MILLIS = 500;

    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private final StoreSettings settings;
    private final Names names;
    private final Planner planner;
    private final SnapshotReader reader;
    private final Clock clock;
    private final StoreLink link;
    private final Chronicle chronicle;
    private final Wishes wishes = new Wishes();
    private final Verifiers verifiers = new Verifiers();
    private final DriftPlanner drift;
    private final DriftBook book;
    private final DriftWatch driftWatch;
    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean ended;
    private volatile Snapshot last;
    private volatile Duration ahead = Duration.ZERO;
    /** Of this thread only. */
    private long windowMillis;
    /** Whether the latest pass had nothing left to do. Of this thread only. */
    private boolean clean = true;

    StoreSession(
            StoreSettings settings,
            Connections connections,
            Names names,
            int serverMajor,
            String holder,
            Supplier<String> ids,
            Clock clock,
            Watch watch,
            Pruning pruning,
            @Nullable Head known)
            throws SQLException {
        this.settings = settings;
        this.names = names;
        this.planner = new Planner(
                names,
                settings,
                serverMajor,
                ids,
                verifiers,
                (key, e) -> log.error("event=not-planned class={} object={}", settings.className(), key, e));
        this.drift = new DriftPlanner(names, settings, serverMajor);
        this.reader = new SnapshotReader(names, settings.database(), serverMajor);
        this.book = new DriftBook(settings.className());
        this.driftWatch = new DriftWatch(reader, System::nanoTime);
        this.clock = clock;
        this.link = new StoreLink(settings, connections, holder);
        this.chronicle = new Chronicle(settings.className(), link, reader, names, watch, pruning, known);
        this.last = remember(begin());
        this.thread = Thread.ofPlatform()
                .name("store-" + settings.className())
                .daemon(true)
                .start(this::work);
    }

    private Snapshot begin() throws SQLException {
        try {
            return chronicle.begin();
        } catch (SQLException | RuntimeException e) {
            link.close();
            throw e;
        }
    }

    /** Whether the store was found set back since this session began. */
    Optional<Rewound> rewound() {
        return chronicle.rewound();
    }

    /** Why the history could not be pruned when that was tried last. */
    Optional<String> notPruned() {
        return chronicle.notPruned();
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

    /** Only for a snapshot that was just read: with an old one the store's clock would stand still. */
    private Snapshot remember(Snapshot snapshot) {
        ahead = Duration.between(clock.instant(), snapshot.now());
        return snapshot;
    }

    Verifiers verifiers() {
        return verifiers;
    }

    /** Hands a wish in and waits until the pass that serves it is done. */
    Object wish(Object key, Consumer<Wishes> change) {
        Object outcome = ask(Request.of(key, change, null));
        if (outcome == null) {
            // A release in the same pass, of its port or domain, has taken the wish back.
            throw BackendException.failed(
                    "StoreRefused", key + " was released in the moment it was asked for; it is tried again", null);
        }
        return outcome;
    }

    void release(Object key, Consumer<Wishes> change, Request.Release release) {
        ask(Request.of(key, change, release));
    }

    /** Has the session look whether both its connections still answer, and renew them if not. */
    void check() {
        ask(Request.of(Request.LIFE_SIGN, w -> {}, null));
    }

    void listen(DriftListener listener) {
        book.listen(listener);
    }

    private @Nullable Object ask(Request request) {
        if (closed) {
            throw shutDown();
        }
        queue.add(request);
        if (ended) {
            // It came after the thread had emptied the queue for the last time.
            request.fail(shutDown());
        }
        try {
            return request.answer().join();
        } catch (CompletionException e) {
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
                Request first =
                        queue.poll(Math.min(LONGEST_WAIT_MILLIS, driftWatch.millisToNext()), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    Thread.sleep(windowMillis);
                    queue.drainTo(batch);
                    if (closed) {
                        break;
                    }
                    serve(batch);
                } else if (driftWatch.isDue()) {
                    look();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (SQLException e) {
                driftWatch.fail();
                failAll(batch, e);
            } catch (BackendException e) {
                driftWatch.fail();
                batch.forEach(r -> r.fail(e));
            } catch (RuntimeException e) {
                driftWatch.fail();
                log.error("event=pass-failed class={}", settings.className(), e);
                batch.forEach(
                        r -> r.fail(BackendException.failed("InternalError", "a pass over the store failed: " + e, e)));
            }
        }
        chronicle.end();
        ended = true;
        queue.drainTo(batch);
        batch.forEach(r -> r.fail(shutDown()));
    }

    private void serve(List<Request> batch) throws SQLException {
        Connection c = link.connected();
        boolean rewound = reconnected(c);
        if (!rewound && batch.stream().allMatch(Request::isLifeSign)) {
            last = chronicle.idle(c, last, now());
            batch.forEach(r -> r.answer().complete(null));
            return;
        }
        pass(c, batch);
    }

    /** Puts right what somebody else changed, if anybody did. */
    private void look() throws SQLException {
        Connection c = link.connected();
        if (reconnected(c) || driftWatch.look(c)) {
            pass(c, List.of());
        }
    }

    /** Whether the store was set back: what was known of it must not be written into it then. */
    private boolean reconnected(Connection c) throws SQLException {
        boolean rewound = chronicle.reconnected(c);
        if (rewound) {
            driftWatch.forget();
        }
        return rewound;
    }

    private void pass(Connection c, List<Request> batch) throws SQLException {
        Snapshot before = driftWatch.knows() ? last : null;
        // Known again once the pass is through.
        driftWatch.forget();
        long start = System.nanoTime();
        Pass pass = new Pass(c, link.fence(), reader, planner, drift, book, names, wishes);
        Pass.Done done = pass.serve(batch, before, clean, seen -> last = remember(seen));
        clean = done.clean();
        driftWatch.leave(last, done.wrote());
        last = chronicle.afterPass(c, last);
        last = chronicle.drift(c, last, book.news(), before == null ? null : before.now());
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        windowMillis = Math.min(Math.round(took * WINDOW), LONGEST_WINDOW_MILLIS);
        book.tell();
    }

    private void failAll(List<Request> batch, SQLException e) {
        BackendException failure = e instanceof Fence.LostException
                ? BackendException.failed("FenceHeld", "another operator took over this store; this one waits", e)
                : Failures.running("the store", e);
        log.warn("event=pass-failed class={} sqlstate={}", settings.className(), Failures.state(e));
        link.drop(e);
        batch.forEach(r -> r.fail(failure));
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
        // Nobody waits for it; it only wakes the thread.
        queue.add(Request.of(Request.LIFE_SIGN, w -> {}, null));
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.close();
    }
}
