package dev.roadstead.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The quickstart's rights are the chart's, so that a newcomer needs no Helm and sees what the chart would give. */
class QuickstartRbacIT {

    private static final Path BASEDIR = Path.of(System.getProperty("roadstead.basedir", ".."));
    private static final Duration PATIENCE = Duration.ofMinutes(15); // the first one builds Helm

    @Test
    @Timeout(value = 16, unit = java.util.concurrent.TimeUnit.MINUTES)
    void rbacIsWhatTheChartRenders() throws IOException {
        String rendered = Command.run(
                        PATIENCE,
                        Map.of(),
                        List.of(
                                BASEDIR.resolve("src/cluster/helm").toString(),
                                "template",
                                "roadstead",
                                BASEDIR.resolve("charts/roadstead").toString(),
                                "--namespace",
                                "roadstead-system",
                                "--kube-version",
                                "1.34.0",
                                "--show-only",
                                "templates/serviceaccount.yaml",
                                "--show-only",
                                "templates/rbac-operator.yaml",
                                "--show-only",
                                "templates/rbac-people.yaml",
                                "--show-only",
                                "templates/admission.yaml"))
                .orFail();
        String kept = Files.readString(BASEDIR.resolve("examples/quickstart/rbac.yaml"))
                .lines()
                .dropWhile(line -> line.startsWith("#"))
                .collect(Collectors.joining("\n", "", "\n"));
        assertEquals(rendered, kept, "render examples/quickstart/rbac.yaml again; its first lines tell how");
    }
}
