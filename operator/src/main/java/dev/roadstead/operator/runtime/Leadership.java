package dev.roadstead.operator.runtime;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of several operators of a mesh works: the one that holds Lease {@code roadstead-operator} in their namespace. The
 * others stand by. Nothing rests on there being only one: what is written to a store is fenced by the store itself.
 */
final class Leadership implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Leadership.class);

    static final String LEASE = "roadstead-operator";

    /** How long nobody works after the leader's machine has died. The three are Kubernetes' own components'. */
    private static final Duration LEASE_TIME = Duration.ofSeconds(15);

    private static final Duration RENEW_WITHIN = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final KubernetesClient client;
    private final String namespace;
    private final String identity;
    private final Runnable elected;
    private final Runnable deposed;
    private CompletableFuture<?> election = CompletableFuture.completedFuture(null);
    private volatile boolean closing;

    /**
     * @param instance who this is, for those who read the Lease
     * @param elected called once this operator is to work
     * @param deposed called if it was, and another one may be by now: it has to stop at once
     */
    Leadership(KubernetesClient client, String namespace, String instance, Runnable elected, Runnable deposed) {
        this.client = client;
        this.namespace = namespace;
        // Two processes may well have the same name, and must not take each other for themselves.
        this.identity = instance + "_" + UUID.randomUUID();
        this.elected = elected;
        this.deposed = deposed;
    }

    /** Stands for election, again and again, until it is closed. */
    void stand() {
        log.info("event=standing-by identity={}", identity);
        election = client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(LEASE)
                        .withLock(new LeaseLock(namespace, LEASE, identity))
                        .withLeaseDuration(LEASE_TIME)
                        .withRenewDeadline(RENEW_WITHIN)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(this::won, this::lost, this::now))
                        .build())
                .build()
                .start();
    }

    /** Not on the elector's thread, which has to renew meanwhile. */
    private void won() {
        log.info("event=elected identity={}", identity);
        Thread.ofVirtual().name("elected").start(elected);
    }

    private void lost() {
        if (!closing) {
            log.error("event=deposed identity={} this operator stops at once; another one may work by now", identity);
            deposed.run();
        }
    }

    private void now(String leader) {
        log.info("event=leader identity={}", leader);
    }

    /** Lets another one lead, without its having to wait for the end of the lease. */
    @Override
    public void close() {
        closing = true;
        election.cancel(true);
    }
}
