package dev.roadstead.operator.backend;

import dev.roadstead.operator.access.Enforcement;
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
import java.util.function.Supplier;

/**
 * One store, shared by many objects. Callers hand in wishes and block; whatever waits together is served by one
 * snapshot, one difference and few transactions. All methods may be called from any thread and throw
 * {@link BackendException}.
 */
public interface Backend extends AutoCloseable {
    StoreInfo info();

    StoreSettings settings();

    /** What this kind of store can enforce, by type. */
    Enforcement enforcement();

    /** The store's clock, which leases are measured by. */
    Instant now();

    /** The lease of this identity on this port (any version) for this purpose; empty before the first grant. */
    Optional<LeaseState> lease(Subject subject, String portDomain, String port, String purpose);

    /** When this operator began to work here, by the store's clock. */
    Instant opened();

    /** The login that somebody holds; empty if there never was one. Answered from memory. */
    Optional<LoginState> login(LoginHolder holder);

    /** Every Secret holds the new login: the one before ends once the overlap is over. */
    void handedOver(LoginHolder holder);

    /** Whether this mesh's marker of that store lies here. */
    boolean knows(StoreKey key);

    /** Whether the grant exists here, live or ended. Asked often, so it is answered from memory. */
    boolean holds(GrantKey key);

    /** The versions of a port that exist here, served or left over; answered from memory. */
    Set<String> versions(String domain, String port);

    /** The store that a version of a port shows here; empty if there is no such version, or nobody can tell. From memory. */
    Optional<StoreKey> storeOf(PortKey key);

    StoreOutcome provision(StoreWish wish);

    PortOutcome publish(PortWish wish);

    GrantOutcome grant(GrantWish wish);

    /** Ends the writers and with them every way in; keeps the data. */
    void release(StoreKey key);

    /** Ends every grant on the port version, then takes its schema away; keeps the data. */
    void release(PortKey key);

    /** Ends the grant: the next statement of an open session is refused. */
    void release(GrantKey key);

    /** Ends every grant to and from the domain, its writers and its ports; keeps the data. */
    void releaseDomain(String domain);

    /** What lies here that no live object asks for. Answered from memory: it may be asked every few seconds. */
    Leftovers leftovers(Claims claims);

    /**
     * Writes down since when each orphan is one, and forgets those that are none any more.
     *
     * @param claims asked when nothing else can happen in the store
     */
    void remember(Supplier<Claims> claims);

    /**
     * Ends what these orphans open, as if their objects had been deleted; keeps the data. What is asked for again by then
     * is left alone.
     *
     * @param claims asked when nothing else can happen in the store
     */
    void end(Collection<Orphan> orphans, Supplier<Claims> claims);

    /** Reads everything granted with the consumer's own credential and is refused where it must be refused. */
    Proof verify(GrantKey key, String password);

    /** Whether that credential opens a session; false only when the store says the password is wrong. */
    boolean logsIn(String login, String password);

    /** Where the tables of a contract's relations are not as it says. Answered from memory: it may be asked every few seconds. */
    List<Deviation> deviations(StoreKey store, Contract contract);

    /**
     * Asks about the data of a published port version, as the store's own checker: read-only, in a session of its own. What
     * goes wrong is part of the answer.
     *
     * @param timeout after which the store gives up
     *
     * @throws BackendException if the store could not be asked at all
     */
    Answer check(PortWish port, Check check, Duration timeout);

    /** The newest entry of the store's history, from memory; empty if there is none. */
    Optional<Head> head();

    /** Whether the store was found set back since this backend was opened: all access was ended then, to be decided anew. */
    Optional<Rewound> rewound();

    /** Why what is older than the retention could not be removed from the history, when that was tried last; empty if it could. */
    Optional<String> notPruned();

    /**
     * Takes another password of the operator, if the store does. What is open stays open, and after a refusal everything
     * goes on with the credential before.
     *
     * @return whether it was taken; if not, something else differs too and the store has to be opened anew
     */
    boolean renew(StoreSettings settings);

    /** Has somebody told when the store refuses the operator's password where it had been good. */
    void whenRefused(Runnable listener);

    /** Asks the store for a sign of life; throws if it gives none. Cheap: called every few seconds. */
    void check();

    /** What an administrator should still do; empty if that can't be told now. A few queries, whatever the store holds. */
    Optional<List<Advice>> advice();

    /** From now on the listener is told what the store holds that it should not; also what was found before. */
    void listen(DriftListener listener);

    @Override
    void close();
}
