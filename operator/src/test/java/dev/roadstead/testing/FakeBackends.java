package dev.roadstead.testing;

import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.backend.Advice;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.DriftListener;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.KnownStore;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.Leftovers;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortOutcome;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.operator.backend.Rewound;
import dev.roadstead.operator.backend.StoreInfo;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreOutcome;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.quality.Answer;
import dev.roadstead.operator.quality.Check;
import dev.roadstead.operator.quality.Deviation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Stores that behave as a test says: everybody gets in with the right password, nothing is kept. For what happens around
 * a store; what happens in one is tested with a real one.
 */
public final class FakeBackends implements BackendFactory {

    /** The password that opens every store. */
    public static final String PASSWORD = "right";

    private final List<Fake> opened = new CopyOnWriteArrayList<>();
    private final List<String> releasedDomains = new CopyOnWriteArrayList<>();
    private final AtomicInteger logins = new AtomicInteger();
    private volatile String password = PASSWORD;
    private volatile String storeId = "store-1";
    private volatile List<Advice> advice = List.of();
    private volatile Consumer<StoreSettings> trouble = settings -> {};

    @Override
    public Backend open(StoreSettings settings, String meshId, KnownStore known, MaskKey maskKey) {
        trouble.accept(settings);
        logins.incrementAndGet();
        if (!settings.password().equals(password)) {
            throw BackendException.failed(
                    "WrongPassword", "PostgreSQL at " + settings.host() + " refused the password", null);
        }
        if (!known.storeId().isEmpty() && !known.storeId().equals(storeId)) {
            throw BackendException.refused("WrongStore", "another store answers at " + settings.host());
        }
        var fake = new Fake(settings, storeId);
        opened.add(fake);
        return fake;
    }

    /** From now on every connection, and every check of an open one, meets this first. */
    public void trouble(Consumer<StoreSettings> next) {
        trouble = next;
    }

    /** The stores take this password from now on; what is open stays open. */
    public void password(String next) {
        password = next;
    }

    /** How often somebody has tried to log in. */
    public int logins() {
        return logins.get();
    }

    /** What administrators of every store should do from now on. */
    public void advice(List<Advice> next) {
        advice = next;
    }

    /** Another store answers from now on. */
    public void storeId(String next) {
        storeId = next;
    }

    public List<Fake> opened() {
        return List.copyOf(opened);
    }

    public List<Fake> open() {
        return opened.stream().filter(fake -> !fake.closed).toList();
    }

    public List<String> releasedDomains() {
        return List.copyOf(releasedDomains);
    }

    /** One open store. */
    public final class Fake implements Backend {

        private volatile StoreSettings settings;
        private final String id;
        private volatile boolean closed;

        private Fake(StoreSettings settings, String id) {
            this.settings = settings;
            this.id = id;
        }

        @Override
        public StoreInfo info() {
            return new StoreInfo(id, "postgresql", "18.1", List.of("ColumnMasking"), List.of());
        }

        @Override
        public StoreSettings settings() {
            return settings;
        }

        @Override
        public void listen(DriftListener listener) {}

        @Override
        public void check() {
            trouble.accept(settings);
        }

        @Override
        public boolean renew(StoreSettings next) {
            logins.incrementAndGet();
            if (!next.password().equals(password)) {
                throw BackendException.failed(
                        "WrongPassword", "PostgreSQL at " + next.host() + " refused the password", null);
            }
            if (!next.username().equals(settings.username())) {
                return false;
            }
            settings = next;
            return true;
        }

        @Override
        public void whenRefused(Runnable listener) {}

        @Override
        public Optional<List<Advice>> advice() {
            return Optional.of(advice);
        }

        @Override
        public void releaseDomain(String domain) {
            trouble.accept(settings);
            releasedDomains.add(domain);
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public List<Deviation> deviations(StoreKey store, Contract contract) {
            return List.of();
        }

        @Override
        public Answer check(PortWish port, Check check, Duration timeout) {
            throw new UnsupportedOperationException("no data here");
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Optional<StoreKey> storeOf(PortKey key) {
            return Optional.empty();
        }

        @Override
        public Enforcement enforcement() {
            throw unexpected();
        }

        @Override
        public Optional<LeaseState> lease(Subject subject, String portDomain, String port, String purpose) {
            throw unexpected();
        }

        @Override
        public Instant opened() {
            return Instant.EPOCH;
        }

        @Override
        public Optional<LoginState> login(LoginHolder holder) {
            return Optional.empty();
        }

        @Override
        public Optional<Head> head() {
            return Optional.empty();
        }

        @Override
        public Optional<Rewound> rewound() {
            return Optional.empty();
        }

        @Override
        public Optional<String> notPruned() {
            return Optional.empty();
        }

        @Override
        public void handedOver(LoginHolder holder) {
            throw unexpected();
        }

        @Override
        public boolean knows(StoreKey key) {
            return false;
        }

        @Override
        public boolean holds(GrantKey key) {
            return false;
        }

        @Override
        public Set<String> versions(String domain, String port) {
            return Set.of();
        }

        @Override
        public Leftovers leftovers(Claims claims) {
            return Leftovers.NONE;
        }

        @Override
        public void remember(Supplier<Claims> claims) {
            throw unexpected();
        }

        @Override
        public void end(Collection<Orphan> orphans, Supplier<Claims> claims) {
            throw unexpected();
        }

        @Override
        public StoreOutcome provision(StoreWish wish) {
            throw unexpected();
        }

        @Override
        public PortOutcome publish(PortWish wish) {
            throw unexpected();
        }

        @Override
        public GrantOutcome grant(GrantWish wish) {
            throw unexpected();
        }

        @Override
        public void release(StoreKey key) {}

        @Override
        public void release(PortKey key) {}

        @Override
        public void release(GrantKey key) {}

        @Override
        public Proof verify(GrantKey key, String password) {
            throw unexpected();
        }

        @Override
        public boolean logsIn(String login, String password) {
            return false;
        }

        private static UnsupportedOperationException unexpected() {
            return new UnsupportedOperationException("a fake store keeps nothing");
        }
    }
}
