package dev.roadstead.testing;

import dev.roadstead.api.v1alpha1.GoDuration;
import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.config.OperatorConfig;
import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.reconcile.Pace;
import dev.roadstead.operator.runtime.OperatorRuntime;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An operator in this JVM that has exactly the rights of the Helm chart: it works with a token of the chart's
 * ServiceAccount, in a namespace of its own, for a mesh nobody else uses. A verb missing in the chart fails the tests.
 */
public final class OperatorUnderTest implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(15); // the first one builds Helm
    /** Nobody waits for a store or a count in production, but every test does. */
    private static final Pace PACE = new Pace(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ZERO);

    private static final Set<String> RIGHTS =
            Set.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");
    private static final String ANY_NAMESPACE = "namespace-of-the-operator";
    private static final Map<Path, String> CHARTS = new ConcurrentHashMap<>();
    /** Clusters that have them: none is ever taken away. */
    private static final Map<Path, Boolean> CRDS = new ConcurrentHashMap<>();

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("test")
            .withForce(true)
            .build();
    private static final AtomicInteger MESHES = new AtomicInteger();

    private final DevelopmentCluster cluster;
    private final KubernetesClient admin;
    private final String namespace;
    private final String meshId;
    private final Config identity;
    private final RequestLog requests = new RequestLog();
    private final BackendFactory backends;
    private final Map<Setting, String> settings;
    private final Interceptor interceptor;
    private KubernetesClient client;
    private OperatorRuntime runtime;

    private OperatorUnderTest(
            DevelopmentCluster cluster,
            BackendFactory backends,
            Map<Setting, String> settings,
            Interceptor interceptor) {
        this.settings = settings;
        this.cluster = cluster;
        this.backends = backends;
        this.interceptor = interceptor;
        this.admin = cluster.newClient();
        this.namespace = cluster.newNamespace("roadstead");
        this.meshId = "test-" + ProcessHandle.current().pid() + "-" + MESHES.incrementAndGet();
        CRDS.computeIfAbsent(cluster.kubeconfig(), _ -> {
            cluster.installCrds();
            return true;
        });
        install();
        this.identity = identity();
    }

    /** An operator for a new mesh that opens stores with this factory. */
    public static OperatorUnderTest start(BackendFactory backends) {
        return start(backends, Map.of());
    }

    /** The same, with settings of its own; its times may be shorter than people may set them. */
    public static OperatorUnderTest start(BackendFactory backends, Map<Setting, String> settings) {
        return start(backends, settings, new Interceptor() {});
    }

    /**
     * The same with something between it and the API server.
     *
     * @param interceptor sees every request, and may refuse it
     */
    public static OperatorUnderTest start(BackendFactory backends, Interceptor interceptor) {
        return start(backends, Map.of(), interceptor);
    }

    private static OperatorUnderTest start(
            BackendFactory backends, Map<Setting, String> settings, Interceptor interceptor) {
        var operator = new OperatorUnderTest(DevelopmentCluster.get(), backends, settings, interceptor);
        operator.start();
        return operator;
    }

    /** A client with all rights. */
    public KubernetesClient admin() {
        return admin;
    }

    /** The operator's own namespace. */
    public String namespace() {
        return namespace;
    }

    public String meshId() {
        return meshId;
    }

    public DevelopmentCluster cluster() {
        return cluster;
    }

    public OperatorRuntime runtime() {
        return runtime;
    }

    /** What the operator has sent to the API server. */
    public RequestLog requests() {
        return requests;
    }

    /** Ends the operator as SIGTERM does, and starts another one for the same mesh with the same identity. */
    public void restart() {
        stop();
        start();
    }

    /** Starts the operator after {@link #stop()}. */
    public void start() {
        client = client(requests);
        runtime = start(client, Map.of());
    }

    private KubernetesClient client(RequestLog log) {
        return new KubernetesClientBuilder()
                .withConfig(identity)
                .withKubernetesSerialization(KubernetesClients.serialization())
                .withHttpClientBuilderConsumer(builder ->
                        builder.addOrReplaceInterceptor("requests", log).addOrReplaceInterceptor("test", interceptor))
                .build();
    }

    private OperatorRuntime start(KubernetesClient with, Map<Setting, String> other) {
        return OperatorRuntime.start(
                config(other),
                with,
                backends,
                () -> {
                    throw new AssertionError("another operator leads");
                },
                PACE);
    }

    /** Another operator of the same mesh, with the same identity and settings, but for the port of its webhook. */
    public Another another() {
        var log = new RequestLog();
        KubernetesClient with = client(log);
        return new Another(start(with, Map.of(Setting.WEBHOOK_PORT, "0")), log, with);
    }

    /** One that runs beside the first. */
    public record Another(OperatorRuntime runtime, RequestLog requests, KubernetesClient client)
            implements AutoCloseable {

        @Override
        public void close() {
            runtime.close();
            client.close();
        }
    }

    public void stop() {
        runtime.close();
        client.close();
    }

    @Override
    public void close() {
        stop();
        admin.close();
    }

    private OperatorConfig config(Map<Setting, String> other) {
        Map<Setting, String> all = new HashMap<>(settings);
        all.putAll(other);
        all.putAll(Map.of(Setting.NAMESPACE, namespace, Setting.MESH_ID, meshId, Setting.HEALTH_PORT, "0"));
        String resync = all.remove(Setting.RESYNC_INTERVAL);
        String grace = all.remove(Setting.ORPHAN_GRACE);
        String checks = all.remove(Setting.CHECK_INTERVAL);
        OperatorConfig usual = OperatorConfig.resolve(all, Map.of(), null);
        return new OperatorConfig(
                usual.kubeconfig(),
                usual.context(),
                usual.namespace(),
                usual.meshId(),
                usual.instance(),
                usual.leaderElection(),
                resync == null ? usual.resyncInterval() : GoDuration.parse(resync),
                grace == null ? usual.orphanGrace() : GoDuration.parse(grace),
                checks == null ? usual.checkInterval() : GoDuration.parse(checks),
                usual.checkTimeout(),
                usual.historyRetention(),
                usual.healthPort(),
                usual.webhookPort(),
                usual.webhookCertificate(),
                usual.logFormat(),
                usual.logLevel(),
                usual.origins());
    }

    private void install() {
        List<HasMetadata> rendered = admin.load(new ByteArrayInputStream(chart().getBytes(StandardCharsets.UTF_8)))
                .items();
        rendered.stream()
                .filter(object -> RIGHTS.contains(object.getKind()))
                .forEach(object -> admin.resource(object).patch(APPLY));
    }

    /**
     * Installs what the chart has the API server refuse by itself; the other tests do without, because they take things
     * away in any order.
     *
     * @return takes it away again
     */
    public AutoCloseable guard() {
        List<HasMetadata> guards =
                admin.load(new ByteArrayInputStream(chart().getBytes(StandardCharsets.UTF_8))).items().stream()
                        .filter(object -> object.getKind().startsWith("ValidatingAdmissionPolicy"))
                        .toList();
        guards.forEach(object -> admin.resource(object).patch(APPLY));
        return () -> guards.reversed().forEach(object -> admin.resource(object).delete());
    }

    /**
     * Has the API server ask this operator before it stores our objects, by the chart's configuration. The operator must have been
     * started with {@link TestCertificate#settings}.
     *
     * @param trusted certificates in PEM
     * @return takes it away again
     */
    public AutoCloseable ask(String trusted) {
        var webhook = admin.load(new ByteArrayInputStream(chart().getBytes(StandardCharsets.UTF_8))).items().stream()
                .filter(ValidatingWebhookConfiguration.class::isInstance)
                .map(ValidatingWebhookConfiguration.class::cast)
                .findFirst()
                .orElseThrow();
        webhook.getMetadata().setName("roadstead-" + namespace);
        webhook.getWebhooks()
                .getFirst()
                .setClientConfig(new WebhookClientConfigBuilder()
                        .withUrl("https://" + cluster.hostOfTests() + ":" + runtime.webhookPort()
                                + webhook.getWebhooks()
                                        .getFirst()
                                        .getClientConfig()
                                        .getService()
                                        .getPath())
                        .withCaBundle(Base64.getEncoder().encodeToString(trusted.getBytes(StandardCharsets.UTF_8)))
                        .build());
        admin.resource(webhook).patch(APPLY);
        return () -> admin.resource(webhook).delete();
    }

    /** Rendered once for all operators of this JVM. */
    private String chart() {
        return CHARTS.computeIfAbsent(
                        cluster.basedir(),
                        basedir -> Command.run(
                                        PATIENCE,
                                        Map.of(),
                                        List.of(
                                                basedir.resolve("src/cluster/helm")
                                                        .toString(),
                                                "template",
                                                "roadstead",
                                                basedir.resolve("charts/roadstead")
                                                        .toString(),
                                                "--namespace",
                                                ANY_NAMESPACE,
                                                "--kube-version",
                                                "1.34.0",
                                                "--set",
                                                "crds.install=false"))
                                .orFail())
                .replace(ANY_NAMESPACE, namespace);
    }

    private Config identity() {
        TokenRequest token = admin.serviceAccounts()
                .inNamespace(namespace)
                .withName("roadstead-operator")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(7200L)
                        .endSpec()
                        .build());
        Config all = admin.getConfiguration();
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(all.getMasterUrl())
                .withCaCertData(all.getCaCertData())
                .withCaCertFile(all.getCaCertFile())
                .withOauthToken(token.getStatus().getToken())
                .withRequestRetryBackoffLimit(3)
                .build();
    }
}
