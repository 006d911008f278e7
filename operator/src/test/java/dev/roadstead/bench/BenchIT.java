package dev.roadstead.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roadstead.testing.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A benchmark that nothing runs breaks unnoticed. Each measures next to nothing here, in a process with servers of its own. */
class BenchIT {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Test
    void grantsMeasuresThemselvesAndTheFloors() throws IOException {
        JsonNode result = run(GrantsBench.class, "--requests=3", "--json");
        assertEquals(
                Set.of(
                        "requests",
                        "seconds",
                        "perSecond",
                        "apiWritesPerRequest",
                        "statementsPerRequest",
                        "transactions",
                        "connectionsMax",
                        "p50Seconds",
                        "p99Seconds",
                        "rssMiB",
                        "apiFloorPerSecond",
                        "sqlFloorPerSecond",
                        "ratioToFloor"),
                result.propertyStream().map(Map.Entry::getKey).collect(Collectors.toSet()));
        assertEquals(3, result.get("requests").intValue());
        result.propertyStream().forEach(entry -> assertTrue(entry.getValue().doubleValue() > 0, entry.toString()));
    }

    @Test
    void readsMeasuresEveryQueryThroughEveryView() throws IOException {
        JsonNode result = run(ReadsBench.class, "--rows=10000", "--json");
        assertEquals(10_000, result.get("rows").intValue());
        assertEquals(7, result.get("queries").size());
        result.get("queries")
                .forEach(query -> assertTrue(
                        query.propertyStream()
                                .filter(entry -> !entry.getKey().equals("query"))
                                .allMatch(entry -> entry.getValue().doubleValue() >= 0),
                        query.toString()));
    }

    private static JsonNode run(Class<?> bench, String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Droadstead.alone=true",
                                "-Droadstead.basedir=" + System.getProperty("roadstead.basedir", ".."),
                                "-cp",
                                System.getProperty("java.class.path"),
                                bench.getName()),
                        Stream.of(arguments))
                .toList();
        return new ObjectMapper()
                .readTree(Command.run(PATIENCE, Map.of(), command).orFail());
    }
}
