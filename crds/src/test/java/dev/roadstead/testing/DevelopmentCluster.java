package dev.roadstead.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The Kubernetes that integration tests run against: the one {@code ROADSTEAD_TEST_KUBECONFIG} (or the system property
 * {@code roadstead.test.kubeconfig}) points to, else one that {@code src/cluster/up} starts when it is first asked for.
 *
 * <p>Every module's tests run in a JVM of their own, but one cluster serves the whole Maven run: it is named after the
 * Maven process, found by its name from the next JVM, and ended by the scripts' watchdog when that process is gone,
 * however it ended. Outside Maven, in an IDE, it belongs to the JVM of the tests. Tests share it, so each makes a
 * namespace of its own. Where Maven runs several JVMs side by side, each but the first has a cluster of its own: two
 * operators in one would both serve what is not in a namespace.
 */
public final class DevelopmentCluster {

    /** Which of the JVMs side by side this is, from 1. */
    private static final int FORK = Integer.getInteger("roadstead.fork", 1);

    private static final Duration START = Duration.ofMinutes(30); // the first one compiles Kubernetes
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private final Path basedir;
    private final Path kubeconfig;

    private DevelopmentCluster(Path basedir, Path kubeconfig) {
        this.basedir = basedir;
        this.kubeconfig = kubeconfig;
    }

    private static final class Holder {
        static final DevelopmentCluster INSTANCE = start();
    }

    /** The cluster of this test run, started if need be. */
    public static DevelopmentCluster get() {
        return Holder.INSTANCE;
    }

    /** The root folder of the project. */
    public Path basedir() {
        return basedir;
    }

    /** A kubeconfig with all rights. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /**
     * How the API server calls back to what listens in this JVM: inside a container the machine has another name. For a cluster
     * that was given, the system property {@code roadstead.test.host} tells it.
     */
    public String hostOfTests() {
        String given = System.getProperty("roadstead.test.host");
        if (given != null) {
            return given;
        }
        try {
            Path state = kubeconfig.resolveSibling("roadstead-cluster");
            boolean docker = Files.exists(state) && Files.readAllLines(state).contains("provider=docker");
            return docker ? "host.docker.internal" : "127.0.0.1";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client with all rights; the caller closes it. It does not retry, so that a test sees the first answer. */
    public KubernetesClient newClient() {
        Config config = new ConfigBuilder(Config.fromKubeconfig(kubeconfig.toFile()))
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Runs kubectl with all rights. */
    public Command.Result kubectl(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(basedir.resolve("src/cluster/kubectl").toString());
        command.addAll(Arrays.asList(arguments));
        return Command.run(PATIENCE, Map.of("KUBECONFIG", kubeconfig.toString()), command);
    }

    /** Installs the CRDs as people do, and waits until they are served. Doing it again changes nothing. */
    public void installCrds() {
        String crds = basedir.resolve("crds").toString();
        kubectl("apply", "--server-side", "-f", crds).orFail();
        // kubectl wait descends into folders by itself, unlike kubectl apply.
        kubectl("wait", "--recursive=false", "--for=condition=Established", "--timeout=60s", "-f", crds)
                .orFail();
    }

    /** Makes a namespace nobody else uses and returns its name, which starts with the given text. */
    public String newNamespace(String prefix) {
        String name = prefix + "-" + ProcessHandle.current().pid() + "-" + NAMESPACES.incrementAndGet();
        try (KubernetesClient client = newClient()) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
        return name;
    }

    private static DevelopmentCluster start() {
        Path basedir = Path.of(System.getProperty("roadstead.basedir", ".."))
                .toAbsolutePath()
                .normalize();
        String given = System.getProperty("roadstead.test.kubeconfig", System.getenv("ROADSTEAD_TEST_KUBECONFIG"));
        if (given != null && !given.isBlank()) {
            if (FORK > 1) {
                throw new IllegalStateException("one cluster was given, and tests run in several processes that each"
                        + " need one: add -Droadstead.forks=1");
            }
            return new DevelopmentCluster(basedir, Path.of(given).toAbsolutePath());
        }
        ProcessHandle owner = owner();
        // The start time as well, because pids are used again.
        long started = owner.info().startInstant().orElse(Instant.EPOCH).getEpochSecond();
        String output = Command.run(
                        START,
                        Map.of(),
                        List.of(
                                basedir.resolve("src/cluster/up").toString(),
                                "--name",
                                "test-" + owner.pid() + "-" + started + (FORK > 1 ? "-" + FORK : ""),
                                "--watch-pid",
                                Long.toString(owner.pid())))
                .orFail();
        return new DevelopmentCluster(
                basedir, Path.of(output.lines().toList().getLast().strip()));
    }

    /** The Maven process this JVM was forked by; this JVM itself if there is none, or if it wants a cluster of its own. */
    private static ProcessHandle owner() {
        ProcessHandle self = ProcessHandle.current();
        if (Boolean.getBoolean("roadstead.alone")) {
            return self;
        }
        return Stream.iterate(
                        self.parent(), java.util.Optional::isPresent, parent -> parent.flatMap(ProcessHandle::parent))
                .map(java.util.Optional::get)
                .filter(DevelopmentCluster::isMaven)
                .findFirst()
                .orElse(self);
    }

    private static boolean isMaven(ProcessHandle process) {
        return process.info().arguments().stream()
                .flatMap(Arrays::stream)
                .anyMatch("org.codehaus.plexus.classworlds.launcher.Launcher"::equals);
    }
}
