package dev.roadstead.operator.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorConfigTest {

    @TempDir
    private Path directory;

    @Test
    void nothingSetMeansDefaults() {
        OperatorConfig config = OperatorConfig.defaults();
        assertEquals("roadstead-system", config.namespace());
        assertEquals(9090, config.healthPort());
        assertEquals(Duration.ofMinutes(30), config.resyncInterval());
        assertEquals(Duration.ofHours(1), config.orphanGrace());
        assertEquals(Duration.ofDays(1130), config.historyRetention());
        assertNull(config.meshId());
        assertFalse(config.leaderElection());
    }

    @Test
    void theHistoryIsKeptForAsLongAsIsSaidOrForever() {
        assertEquals(
                Duration.ofDays(30),
                OperatorConfig.resolve(Map.of(Setting.HISTORY_RETENTION, "720h"), Map.of(), null)
                        .historyRetention());
        OperatorConfig forever =
                OperatorConfig.resolve(Map.of(), Map.of("ROADSTEAD_HISTORY_RETENTION", "forever"), null);
        assertNull(forever.historyRetention());
        assertTrue(forever.summary().contains("history-retention=forever("), forever.summary());
    }

    @Test
    void anOptionWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file = file("health-port: 1\nnamespace: of-file\nlog-level: debug\n");
        OperatorConfig config = OperatorConfig.resolve(
                Map.of(Setting.HEALTH_PORT, "3"),
                Map.of("ROADSTEAD_HEALTH_PORT", "2", "ROADSTEAD_NAMESPACE", "of-environment"),
                file);
        assertEquals(3, config.healthPort());
        assertEquals("of-environment", config.namespace());
        assertEquals("debug", config.logLevel());
        assertTrue(config.summary().contains("health-port=3(--health-port)"), config.summary());
        assertTrue(config.summary().contains("namespace=of-environment(ROADSTEAD_NAMESPACE)"), config.summary());
    }

    @Test
    void anEmptyVariableSetsNothing() {
        assertNull(OperatorConfig.resolve(Map.of(), Map.of("ROADSTEAD_MESH_ID", ""), null)
                .meshId());
    }

    @Test
    void anUnknownKeyIsNamedWithTheNearestKnownOne() throws IOException {
        Path file = file("helth-port: 1\n");
        var e = assertThrows(ConfigException.class, () -> OperatorConfig.resolve(Map.of(), Map.of(), file));
        assertTrue(
                e.getMessage().contains("helth-port") && e.getMessage().contains("mean health-port"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "health-port: 70000,health-port",
        "webhook-port: -1,webhook-port",
        "health-port: [1],health-port",
        "log-format: xml,log-format",
        "resync-interval: 5s,resync-interval",
        "resync-interval: soon,resync-interval",
        "orphan-grace: 59s,orphan-grace",
        "orphan-grace: never,orphan-grace",
        "leader-election: maybe,leader-election",
        "history-retention: 719h,history-retention",
        "history-retention: 0s,history-retention",
        "history-retention: never,history-retention",
        "mesh-id: A_B,mesh-id",
        "namespace: ,namespace",
        "'- a',mapping",
        "'a: [',YAML"
    })
    void aWrongValueIsRefusedByName(String content, String named) throws IOException {
        Path file = file(content);
        var e = assertThrows(ConfigException.class, () -> OperatorConfig.resolve(Map.of(), Map.of(), file));
        assertTrue(e.getMessage().contains(named) && e.getMessage().contains(file.toString()), e.getMessage());
    }

    @Test
    void aMissingFileIsRefused() {
        var e = assertThrows(
                ConfigException.class,
                () -> OperatorConfig.resolve(Map.of(), Map.of(), directory.resolve("none.yaml")));
        assertTrue(e.getMessage().contains("none.yaml"), e.getMessage());
    }

    @Test
    void anEmptyFileIsFine() throws IOException {
        assertEquals(9090, OperatorConfig.resolve(Map.of(), Map.of(), file("")).healthPort());
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("config.yaml"), content);
    }
}
