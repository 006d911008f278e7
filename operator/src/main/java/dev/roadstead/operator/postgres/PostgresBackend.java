package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.backend.Advice;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.DriftListener;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.Leftovers;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.LoginState;
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
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LeaseKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.quality.Answer;
import dev.roadstead.operator.quality.Check;
import dev.roadstead.operator.quality.Deviation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL database. */
final class PostgresBackend implements Backend {
    private record Granted(GrantWish wish, GrantOutcome outcome) {}

    private final StoreInfo info;
    private volatile StoreSettings settings;
    private final Connections connections;
    private final StoreSession session;
    private final Instant opened;
    private final Proofs proofs;
    private final Advisor advisor;
    private final Checker checker;
    private final Enforcement enforcement = new Masks();
    private final Map<GrantKey, Granted> granted = new ConcurrentHashMap<>();
    private volatile @Nullable Holdings holdings;

    PostgresBackend(
            StoreInfo info,
            StoreSettings settings,
            Connections connections,
            StoreSession session,
            ServerFactsReader serverFacts,
            Supplier<String> passwords) {
        this.info = info;
        this.settings = settings;
        this.connections = connections;
        this.session = session;
        this.opened = session.now();
        // One connection works, one holds the fence; the others prove.
        Semaphore spare = new Semaphore(Math.max(1, settings.maxConnections() - 2));
        this.proofs = new Proofs(connections, spare);
        this.checker = new Checker(connections, session, spare, passwords);
        this.advisor = new Advisor(connections, serverFacts, spare);
    }

    @Override
    public StoreInfo info() {
        return info;
    }

    @Override
    public StoreSettings settings() {
        return settings;
    }

    @Override
    public Enforcement enforcement() {
        return enforcement;
    }

    @Override
    public Instant now() {
        return session.now();
    }

    @Override
    public Optional<Head> head() {
        return Optional.ofNullable(session.last().head());
    }

    @Override
    public Optional<Rewound> rewound() {
        return session.rewound();
    }

    @Override
    public Optional<String> notPruned() {
        return session.notPruned();
    }

    @Override
    public Optional<LeaseState> lease(Subject subject, String portDomain, String port, String purpose) {
        return Optional.ofNullable(session.last().leases().get(new LeaseKey(subject, purpose, portDomain, port)));
    }

    @Override
    public Instant opened() {
        return opened;
    }

    @Override
    public Optional<LoginState> login(LoginHolder holder) {
        return base(holder).map(base -> session.last().logins().get(base));
    }

    @Override
    public void handedOver(LoginHolder holder) {
        String base = base(holder).orElseThrow();
        session.release(
                "the new login of " + base,
                w -> {},
                (releases, snapshot, wishes) ->
                        releases.logins().handedOver(base, settings.rotation().overlap()));
    }

    private Optional<String> base(LoginHolder holder) {
        Names names = session.names();
        return switch (holder) {
            case Subject subject ->
                Optional.ofNullable(session.last().identities().get(subject)).map(names::consumer);
            case LoginHolder.Writer(StoreKey store, String name) -> Optional.of(names.writer(store, name));
        };
    }

    @Override
    public boolean knows(StoreKey key) {
        return session.last().ours(LedgerKey.schema(Names.dataSchema(key)));
    }

    @Override
    public boolean holds(GrantKey key) {
        return holdings().holds(key);
    }

    @Override
    public Set<String> versions(String domain, String port) {
        return holdings().versions().getOrDefault(domain + "/" + port, Set.of());
    }

    /** Each store has a role of its own that owns what its ports show. */
    @Override
    public Optional<StoreKey> storeOf(PortKey key) {
        Snapshot last = session.last();
        return Optional.ofNullable(last.schemas().get(Names.portSchema(key)))
                .flatMap(schema -> Optional.ofNullable(last.ledger().get(LedgerKey.role(schema.owner()))))
                .filter(owner -> owner.part() == Part.PORT_OWNER)
                .map(LedgerRow::store);
    }

    private static boolean same(GrantRow row, GrantKey key) {
        return row.subject().equals(key.subject())
                && row.port().equals(key.port())
                && row.purpose().equals(key.purpose());
    }

    @SuppressWarnings(
            "ReferenceEquality") // each pass makes a new snapshot, and comparing two would cost what this saves
    private Holdings holdings() {
        Holdings known = holdings;
        Snapshot last = session.last();
        if (known == null || !known.isOf(last)) {
            known = Holdings.of(last, session.names());
            holdings = known;
        }
        return known;
    }

    @Override
    public StoreOutcome provision(StoreWish wish) {
        return (StoreOutcome) session.wish(wish.key(), w -> w.put(wish));
    }

    @Override
    public PortOutcome publish(PortWish wish) {
        return (PortOutcome) session.wish(wish.key(), w -> w.put(wish));
    }

    @Override
    public GrantOutcome grant(GrantWish wish) {
        Credential credential = wish.credential();
        boolean sets = credential.force() || login(wish.key().subject()).isEmpty();
        if (sets) {
            session.verifiers().prepare(credential);
        }
        GrantOutcome outcome;
        try {
            outcome = (GrantOutcome) session.wish(wish.key(), w -> w.put(wish));
        } finally {
            session.verifiers().forget(credential);
        }
        granted.put(wish.key(), new Granted(wish, outcome));
        return outcome;
    }

    @Override
    public void release(StoreKey key) {
        session.release(key, w -> w.remove(key), (releases, snapshot, wishes) -> {
            String object = key.product() + "/" + key.store();
            var attempts = releases.attempts();
            attempts.attempt(() -> releases.logins()
                    .end(writers(
                            snapshot,
                            row -> row.domain().equals(key.domain())
                                    && row.object().startsWith(object + "/"))));
            attempts.attempt(() -> releases.logins()
                    .withRights(checkers(
                            snapshot,
                            row -> row.domain().equals(key.domain())
                                    && row.object().equals(object))));
            attempts.end();
        });
    }

    @Override
    public void release(PortKey key) {
        granted.keySet().removeIf(g -> g.port().equals(key));
        session.release(
                key,
                w -> {
                    w.remove(key);
                    w.grants().stream().filter(g -> g.key().port().equals(key)).forEach(g -> w.remove(g.key()));
                },
                (releases, snapshot, wishes) -> {
                    var attempts = releases.attempts();
                    attempts.attempt(() -> releases.grants(
                            rows(snapshot, g -> g.port().equals(key)), subject -> StoreSession.alive(wishes, subject)));
                    attempts.attempt(() -> releases.port(Names.portSchema(key)));
                    attempts.end();
                });
    }

    @Override
    public void release(GrantKey key) {
        granted.remove(key);
        session.release(
                key,
                w -> w.remove(key),
                (releases, snapshot, wishes) -> releases.grants(
                        rows(snapshot, g -> same(g, key)),
                        subject -> subject.equals(key.subject()),
                        subject -> StoreSession.alive(wishes, subject),
                        "Revoked"));
    }

    @Override
    public void releaseDomain(String domain) {
        granted.keySet()
                .removeIf(g ->
                        g.subject().domain().equals(domain) || g.port().domain().equals(domain));
        session.release(domain, w -> w.removeDomain(domain), (releases, snapshot, wishes) -> {
            var attempts = releases.attempts();
            attempts.attempt(() -> releases.grants(
                    rows(
                            snapshot,
                            g -> g.subject().domain().equals(domain)
                                    || g.port().domain().equals(domain)),
                    subject -> subject.domain().equals(domain),
                    subject -> StoreSession.alive(wishes, subject),
                    "Revoked"));
            attempts.attempt(() ->
                    releases.logins().end(writers(snapshot, row -> row.domain().equals(domain))));
            attempts.attempt(() -> releases.logins()
                    .withRights(checkers(snapshot, row -> row.domain().equals(domain))));
            attempts.attempt(() -> releases.ports(domain));
            attempts.end();
        });
    }

    @Override
    public Leftovers leftovers(Claims claims) {
        return Orphans.of(session.last(), session.names(), claims);
    }

    @Override
    public void remember(Supplier<Claims> claims) {
        session.release(
                "what nobody asks for",
                w -> {},
                (releases, snapshot, wishes) ->
                        new OrphanSweep(releases, snapshot, session.names()).remember(claims.get()));
    }

    @Override
    public void end(Collection<Orphan> orphans, Supplier<Claims> claims) {
        session.release("what nobody asks for", w -> {}, (releases, snapshot, wishes) -> {
            new OrphanSweep(releases, snapshot, session.names()).end(orphans, claims.get(), wishes);
            Set<GrantKey> left = new HashSet<>();
            wishes.grants().forEach(wish -> left.add(wish.key()));
            granted.keySet().retainAll(left);
        });
    }

    private static List<GrantRow> rows(Snapshot snapshot, Predicate<GrantRow> which) {
        return snapshot.grants().values().stream().filter(which).toList();
    }

    private static Set<String> writers(Snapshot snapshot, Predicate<LedgerRow> which) {
        return logins(snapshot, row -> row.part() == Part.WRITER && which.test(row));
    }

    private static Set<String> checkers(Snapshot snapshot, Predicate<LedgerRow> which) {
        return logins(snapshot, row -> row.part() == Part.CHECKER && which.test(row));
    }

    private static Set<String> logins(Snapshot snapshot, Predicate<LedgerRow> which) {
        Set<String> logins = new TreeSet<>();
        snapshot.ledger().values().stream()
                .filter(which)
                .forEach(row -> logins.add(row.key().name()));
        return logins;
    }

    @Override
    public Proof verify(GrantKey key, String password) {
        Granted grant = granted.get(key);
        if (grant == null) {
            throw new IllegalStateException("nothing was granted yet: " + key);
        }
        return proofs.run(grant.wish(), grant.outcome(), password, session.last());
    }

    @Override
    public boolean logsIn(String login, String password) {
        try {
            return proofs.logsIn(login, password);
        } catch (SQLException e) {
            throw BackendException.failed(
                    "Unreachable", "cannot try the credential of " + login + ": " + Failures.firstLine(e), e);
        }
    }

    @Override
    public List<Deviation> deviations(StoreKey store, Contract contract) {
        return Observed.deviations(session.last(), store, contract);
    }

    @Override
    public Answer check(PortWish port, Check check, Duration timeout) {
        return ask(port, RuleSql.of(check), timeout);
    }

    Answer ask(PortWish port, String query, Duration timeout) {
        return checker.run(port, query, timeout);
    }

    @Override
    public void listen(DriftListener listener) {
        session.listen(listener);
    }

    @Override
    public boolean renew(StoreSettings next) {
        try (Connection connection = connections.operator(next.username(), next.password())) {
            Installation.requireOwner(connection);
        } catch (SQLException e) {
            throw Failures.connecting(next, e);
        }
        if (!next.equals(settings.withPassword(next.password()))) {
            return false;
        }
        connections.renew(next.password());
        settings = next;
        return true;
    }

    @Override
    public void whenRefused(Runnable listener) {
        connections.whenRefused(listener);
    }

    @Override
    public void check() {
        session.check();
    }

    @Override
    public Optional<List<Advice>> advice() {
        return advisor.advice();
    }

    @Override
    public void close() {
        session.close();
        connections.close();
    }
}
