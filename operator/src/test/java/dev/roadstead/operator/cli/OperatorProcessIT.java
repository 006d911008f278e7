package dev.roadstead.operator.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.testing.Command;
import dev.roadstead.testing.DevelopmentCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code roadstead operator} as a process of its own, with its exit statuses, signals and probes. */
class OperatorProcessIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("health-port=([0-9]+)$", Pattern.MULTILINE);

    @TempDir
    private static Path directory;

    private static Path basedir;
    private static Path kubeconfig;

    /** A cluster of its own: this is about one where nothing is installed yet. */
    @BeforeAll
    static void start() {
        basedir = DevelopmentCluster.get().basedir();
        String output = Command.run(
                        Duration.ofMinutes(5),
                        Map.of(),
                        List.of(
                                basedir.resolve("src/cluster/up").toString(),
                                "--name",
                                "process-" + ProcessHandle.current().pid(),
                                "--watch-pid",
                                Long.toString(ProcessHandle.current().pid())))
                .orFail();
        kubeconfig = Path.of(output.lines().toList().getLast().strip());
        kubectl("create", "namespace", "roadstead-system");
    }

    @AfterAll
    static void stop() {
        Command.run(
                        Duration.ofMinutes(1),
                        Map.of(),
                        List.of(
                                basedir.resolve("src/cluster/down").toString(),
                                "--name",
                                "process-" + ProcessHandle.current().pid()))
                .orFail();
    }

    @Test
    void aWrongOptionAndAWrongValueAreUsageErrors() throws Exception {
        assertEquals(2, run("--helth-port", "1").exitValue());
        assertTrue(errors().contains("--health-port"), errors());
        assertEquals(2, run("--health-port", "many").exitValue());
        assertTrue(errors().contains("health-port") && errors().contains("many"), errors());
    }

    @Test
    void anApiServerThatDoesNotAnswerIsNamed() throws Exception {
        Path dead = Files.writeString(
                directory.resolve("dead"),
                Files.readString(kubeconfig).replaceAll("(server: https://[^:]+):[0-9]+", "$1:1"));
        Process process = spawn(Map.of("KUBECONFIG", dead.toString()), "--mesh-id", "test", "--health-port", "0");
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        assertEquals(1, process.exitValue());
        assertTrue(errors().contains("API server"), errors());
        assertFalse(errors().contains("\tat "), "no stack trace: " + errors());
    }

    @Test
    void startsOnceItsKindsAreThereAndStopsWhenToldTo() throws Exception {
        Process early = run("--health-port", "0");
        assertEquals(1, early.exitValue());
        assertTrue(errors().contains("domains.roadstead.dev") && errors().contains("crds/"), errors());
        assertFalse(errors().contains("\tat "), "no stack trace: " + errors());

        String crds = basedir.resolve("crds").toString();
        kubectl("apply", "--server-side", "-f", crds);
        kubectl("wait", "--recursive=false", "--for=condition=Established", "--timeout=60s", "-f", crds);
        Process process = spawn(
                Map.of("KUBECONFIG", kubeconfig.toString(), "ROADSTEAD_LOG_FORMAT", "text"), "--health-port", "0");
        try {
            await().atMost(PATIENCE).until(() -> PORT.matcher(errors()).find() || !process.isAlive());
            Matcher port = PORT.matcher(errors());
            assertTrue(port.find(), errors());
            String address = "http://localhost:" + port.group(1);
            for (String probe : List.of("/livez", "/startupz", "/readyz")) {
                assertEquals(200, get(address + probe).statusCode(), probe);
            }
            String metrics = get(address + "/metrics").body();
            assertTrue(metrics.contains("roadstead_reconciliations_active{controller_name=\"domain\"}"), metrics);
            assertTrue(metrics.contains("jvm_memory_used_bytes"), metrics);
            assertEquals(404, get(address + "/").statusCode());
            assertTrue(errors().contains("settings ") && errors().contains("namespace=roadstead-system(default)"));
        } finally {
            process.destroy();
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "ends on SIGTERM");
        assertEquals(0, process.exitValue(), errors());
        assertTrue(errors().contains("operator stopped"), errors());
        whoLosesTheLeaseEndsAtOnce();
    }

    /** Somebody else has taken the lease: whatever is under way here must not be finished. */
    private static void whoLosesTheLeaseEndsAtOnce() throws Exception {
        Process process =
                spawn(Map.of("KUBECONFIG", kubeconfig.toString()), "--health-port", "0", "--leader-election", "true");
        try {
            await().atMost(PATIENCE).until(() -> errors().contains("event=elected") || !process.isAlive());
            kubectl(
                    "patch",
                    "lease",
                    "roadstead-operator",
                    "-n",
                    "roadstead-system",
                    "--type=merge",
                    "-p",
                    "{\"spec\": {\"holderIdentity\": \"another\", \"leaseDurationSeconds\": 3600,"
                            + " \"renewTime\": \"2100-01-01T00:00:00.000000Z\"}}");
            assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), errors());
            assertEquals(1, process.exitValue(), errors());
            assertTrue(errors().contains("event=deposed"), errors());
        } finally {
            process.destroyForcibly();
        }
    }

    private static HttpResponse<String> get(String address) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static Process run(String... options) throws Exception {
        Process process = spawn(Map.of("KUBECONFIG", kubeconfig.toString()), options);
        assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        return process;
    }

    private static Process spawn(Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.roadstead.operator.Main",
                "operator"));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String errors() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static void kubectl(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(basedir.resolve("src/cluster/kubectl").toString()));
        command.addAll(List.of(arguments));
        Command.run(PATIENCE, Map.of("KUBECONFIG", kubeconfig.toString()), command)
                .orFail();
    }
}
