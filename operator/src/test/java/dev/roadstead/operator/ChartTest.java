package dev.roadstead.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the Helm chart must have, and must never have. */
class ChartTest {

    private static final Path BASE = Path.of(System.getProperty("roadstead.basedir", ".."));
    private static final Path CHART = BASE.resolve("charts/roadstead");

    /** Run with {@code -Dcrds.update=true}, as the definitions themselves are renewed, this copies them. */
    @Test
    void itsDefinitionsAreThoseOfTheApi() throws IOException {
        Path copies = CHART.resolve("files/crds");
        if (Boolean.getBoolean("crds.update")) {
            for (var crd : files(BASE.resolve("crds")).entrySet()) {
                Files.writeString(copies.resolve(crd.getKey()), crd.getValue());
            }
        }
        assertEquals(
                files(BASE.resolve("crds")),
                files(copies),
                "renew them: ./mvnw -pl operator -am test -Dcrds.update=true");
    }

    @Test
    void whoInstallsItIsToldOfAllKinds() throws IOException {
        String notes = Files.readString(CHART.resolve("templates/NOTES.txt"))
                .lines()
                .findFirst()
                .orElseThrow()
                .toLowerCase(Locale.ROOT);
        for (String definition : files(BASE.resolve("crds")).keySet()) {
            String kinds = definition.substring(0, definition.indexOf('.'));
            assertTrue(notes.contains(kinds), kinds);
        }
    }

    @Test
    void rightsAreGivenVerbByVerb() throws IOException {
        for (String name : List.of("rbac-operator.yaml", "rbac-people.yaml")) {
            String rights = Files.readString(CHART.resolve("templates").resolve(name));
            assertFalse(rights.contains("\"*\"") || rights.contains("[*]") || rights.contains("'*'"), name);
            assertFalse(
                    Pattern.compile("verbs:.*(escalate|impersonate|deletecollection)")
                            .matcher(rights)
                            .find(),
                    name);
        }
    }

    @Test
    void secretsAreNeverListed() throws IOException {
        String rights = Files.readString(CHART.resolve("templates/rbac-operator.yaml"));
        var rules =
                Pattern.compile("resources: \\[secrets]\\s+verbs: \\[([^]]*)]").matcher(rights);
        int found = 0;
        while (rules.find()) {
            found++;
            assertFalse(rules.group(1).contains("list") || rules.group(1).contains("watch"), rules.group());
        }
        assertEquals(2, found);
        assertFalse(
                Files.readString(CHART.resolve("templates/rbac-people.yaml")).contains("secrets"));
    }

    @Test
    void peopleNeverWriteAStatusOrAFinalizer() throws IOException {
        String rights = Files.readString(CHART.resolve("templates/rbac-people.yaml"));
        assertFalse(rights.contains("/status") || rights.contains("/finalizers"));
        assertFalse(rights.contains("aggregate-to"));
        assertTrue(rights.contains("roadstead-auditor"));
    }

    /** Two that don't know of each other would write each other's statuses. */
    @Test
    void severalOperatorsChooseTheOneThatWorks() throws IOException {
        String deployment = Files.readString(CHART.resolve("templates/deployment.yaml"));
        assertTrue(Pattern.compile(
                        "if gt \\(int \\.Values\\.replicas\\) 1 }}\\s+- name: ROADSTEAD_LEADER_ELECTION\\s+value: \"true\"")
                .matcher(deployment)
                .find());
        assertTrue(deployment.contains("type: Recreate"));
    }

    /** An operator that is down must hold up nothing. */
    @Test
    void theWebhookNeverGuards() throws IOException {
        String webhook = Files.readString(CHART.resolve("templates/webhook.yaml"));
        assertTrue(webhook.contains("failurePolicy: Ignore") && webhook.contains("sideEffects: None"));
        assertFalse(webhook.contains("failurePolicy: Fail"));
    }

    private static SequencedMap<String, String> files(Path folder) throws IOException {
        var contents = new TreeMap<String, String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".roadstead.dev.yaml"))
                    .toList()) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contents;
    }
}
