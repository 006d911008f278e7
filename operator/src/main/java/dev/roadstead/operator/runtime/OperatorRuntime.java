package dev.roadstead.operator.runtime;

import dev.roadstead.operator.admission.AdmissionChecks;
import dev.roadstead.operator.admission.AdmissionServer;
import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.checks.ContractChecks;
import dev.roadstead.operator.config.OperatorConfig;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.EventRecorder;
import dev.roadstead.operator.kube.MaskKeySecret;
import dev.roadstead.operator.kube.MeshId;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.kube.OperatorIdentity;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.kube.StartGate;
import dev.roadstead.operator.kube.Wakeups;
import dev.roadstead.operator.protection.Protection;
import dev.roadstead.operator.reconcile.Pace;
import dev.roadstead.operator.reconcile.Resync;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.revision.ContractRevisions;
import dev.roadstead.operator.source.ContractSources;
import dev.roadstead.operator.source.ContractWatches;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.OperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running operator. Closing it stops everything in order: no new work, work at hand finished, stores closed. */
public final class OperatorRuntime implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(OperatorRuntime.class);

    /**
     * Reconciles wait for stores and the API server most of the time, and those that wait for one store together are
     * served by one pass over it. Not more, because an API server takes 100 requests at once on a connection, and the
     * client fails what goes beyond instead of waiting.
     */
    private static final int THREADS = 80;

    /** Longer than a store may take to refuse a connection, so that one which is down is known to be. */
    private static final Duration STORES_WITHIN = Duration.ofSeconds(15);

    private static final Duration TERMINATION = Duration.ofSeconds(20);

    private final StartGate gate = new StartGate();
    private final PrometheusMeterRegistry metrics = OperatorMetrics.registry();
    private final RandomGenerator random = new SecureRandom();
    private final Services services;
    private final Reconcilers reconcilers;
    private final Operator operator;
    private final LostEvents lostEvents;
    private final @Nullable AdmissionServer admission;
    private final HealthServer health;
    private final @Nullable Leadership leadership;
    private volatile boolean informed;
    private volatile boolean stopping;

    /**
     * Starts an operator; returns once it sees everything and has begun to work, or stands by.
     *
     * @param client stays open when the operator stops; it belongs to the caller
     * @param deposed called if another operator may have begun to work in its place: it has to end at once, without finishing
     *     anything
     * @throws StartException if it can't start, with the cause and the next step
     */
    public static OperatorRuntime start(
            OperatorConfig config, KubernetesClient client, BackendFactory backends, Runnable deposed) {
        return start(config, client, backends, deposed, Pace.USUAL);
    }

    /**
     * The same at another pace.
     *
     * @param pace of looks that nothing sets off
     */
    public static OperatorRuntime start(
            OperatorConfig config, KubernetesClient client, BackendFactory backends, Runnable deposed, Pace pace) {
        var runtime = new OperatorRuntime(config, client, backends, deposed, pace);
        try {
            runtime.begin();
            return runtime;
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    private OperatorRuntime(
            OperatorConfig config, KubernetesClient client, BackendFactory backends, Runnable deposed, Pace pace) {
        this.services = services(config, client, backends, pace);
        this.reconcilers = Reconcilers.of(services, random);
        this.lostEvents = new LostEvents(services.catalogue()::all, services.wakeups()::lookAgain);
        this.operator = operator(client);
        this.admission = admission(config);
        this.leadership = config.leaderElection()
                ? new Leadership(client, config.namespace(), config.instance(), this::work, deposed)
                : null;
        this.health = new HealthServer(config.healthPort(), () -> informed, this::ready, metrics);
        Gauge.builder("leader", gate, open -> open.isOpen() ? 1 : 0)
                .description("1 if this operator works, 0 if it stands by")
                .register(metrics);
    }

    /** Where probes and metrics are answered. */
    public int healthPort() {
        return health.port();
    }

    /** Where the API server's questions are answered; 0 if they are not. */
    public int webhookPort() {
        return admission == null ? 0 : admission.port();
    }

    public String meshId() {
        return services.meshId();
    }

    /** Makes an object be looked at again now, as a resync would. */
    public void wake(Class<? extends HasMetadata> kind, @Nullable String namespace, String name) {
        services.wakeups().wake(kind, namespace, name);
    }

    /** Whether an object is being looked at, or will be because something has changed; not what is looked at from time to time. */
    public boolean isBusy() {
        return services.wakeups().isBusy() || gate.isBusy();
    }

    /** Whether it works, and does not stand by. */
    public boolean leads() {
        return gate.isOpen();
    }

    /** Whether every kind is watched, questions are answered, and, unless it stands by, everything is reconciled. */
    public boolean ready() {
        return informed
                && (leads() || leadership != null)
                && !stopping
                && (admission == null || admission.isServing())
                && operator.getRuntimeInfo().isStarted()
                && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    @Override
    public synchronized void close() {
        if (stopping) {
            return;
        }
        stopping = true;
        if (admission != null) {
            admission.close();
        }
        lostEvents.close();
        services.sources().close();
        services.wakeups().close();
        if (!gate.shut(TERMINATION)) {
            log.warn("event=reconciles-cut-off seconds={}", TERMINATION.toSeconds());
        }
        services.catalogue().close();
        operator.stop();
        services.checks().close();
        services.backends().close();
        // Last, so that whoever comes next finds nothing under way.
        if (leadership != null) {
            leadership.close();
        }
        health.close();
        log.info("operator stopped");
    }

    private void begin() {
        reconcilers.all().forEach(this::register);
        RequiredKinds.check(services.client(), Reconcilers.KINDS);
        try {
            operator.start();
        } catch (OperatorException e) {
            throw new StartException("the operator could not start: " + rootMessage(e), e);
        }
        informed = true;
        if (leadership == null) {
            work();
        } else {
            leadership.stand();
        }
        log.info("operator started mesh={} namespace={} health-port={}", meshId(), services.namespace(), healthPort());
    }

    private void work() {
        reconcilers.stores().open(STORES_WITHIN);
        synchronized (this) {
            if (!stopping) {
                gate.open();
                lostEvents.start();
            }
        }
    }

    private <P extends HasMetadata> void register(Reconciler<P> reconciler) {
        operator.register(
                reconciler,
                configuration -> configuration
                        .withRetry(new FullJitterRetry(random))
                        // Reconcilers say themselves when they come back. JOSDK's ten hours would leave one cancelled
                        // timer
                        // task in memory for every reconcile of that time.
                        .withReconciliationMaxInterval(null)
                        .withItemStore(new PrunedItemStore<>()));
    }

    private Operator operator(KubernetesClient client) {
        return new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withExecutorService(gate.pool(
                        THREADS, Thread.ofVirtual().name("reconcile-", 0).factory()))
                .withReconciliationTerminationTimeout(Duration.ZERO)
                .withMetrics(MicrometerMetricsV2.newBuilder(metrics).build()));
    }

    private @Nullable AdmissionServer admission(OperatorConfig config) {
        return config.webhookCertificate() == null
                ? null
                : new AdmissionServer(
                        config.webhookPort(),
                        config.webhookCertificate(),
                        () -> informed,
                        services.catalogue(),
                        AdmissionChecks.all(services),
                        new OperatorIdentity(services.client()).username(),
                        services.client().getKubernetesSerialization(),
                        services.clock());
    }

    private Services services(OperatorConfig config, KubernetesClient client, BackendFactory backends, Pace pace) {
        String meshId = meshId(config, client);
        Clock clock = Clock.systemUTC();
        var holders = new NamespaceHolders();
        var catalogue = new Catalogue(holders);
        var wakeups = new Wakeups(catalogue, gate, length -> random.nextLong(length.toMillis() + 1));
        var statuses = new StatusWriter(client, clock);
        var registry = new BackendRegistry(catalogue);
        return new Services(
                client,
                catalogue,
                holders,
                wakeups,
                statuses,
                new Protection(client, catalogue, statuses, wakeups, clock),
                new ContractRevisions(client),
                new ContractSources(client, new ContractWatches(client, catalogue, wakeups)),
                new EventRecorder(client, clock, config.instance()),
                new Secrets(client),
                registry,
                backends,
                clock,
                new Resync(config.resyncInterval(), random),
                pace,
                config.orphanGrace(),
                new ContractChecks(
                        registry, wakeups, config.checkInterval(), config.checkTimeout(), clock, random, metrics),
                config.namespace(),
                meshId,
                new MaskKeySecret(client, config.namespace(), OperatorRuntime::newMaskKey),
                metrics);
    }

    private static byte[] newMaskKey() {
        byte[] key = new byte[MaskKey.BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private String meshId(OperatorConfig config, KubernetesClient client) {
        try {
            return MeshId.resolve(config.meshId(), client, config.namespace(), () -> {
                byte[] bytes = new byte[8];
                new SecureRandom().nextBytes(bytes);
                return HexFormat.of().formatHex(bytes);
            });
        } catch (KubernetesClientException e) {
            throw new StartException(
                    "the mesh id could not be read from, or kept in, ConfigMap " + MeshId.CONFIG_MAP + " in namespace "
                            + config.namespace() + ": " + e.getMessage()
                            + "; check that the namespace exists and the operator's Role there, or set --mesh-id",
                    e);
        } catch (IllegalStateException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
