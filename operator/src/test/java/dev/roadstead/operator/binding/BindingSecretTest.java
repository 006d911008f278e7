package dev.roadstead.operator.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BindingSecretTest {

    private static final Place PLACE = new Place("postgresql", "pg.data", 5432, "mesh", "verify-full", "-----CA-----");

    @Test
    void aConsumerGetsEveryKeyOfTheForm() {
        Secrets.Content content = consumer(PLACE, "login", "secret", Instant.parse("2027-01-01T00:00:00Z"));
        assertEquals("servicebinding.io/postgresql", content.type());
        assertEquals(
                Map.ofEntries(
                        Map.entry("type", "postgresql"),
                        Map.entry("provider", "roadstead"),
                        Map.entry("host", "pg.data"),
                        Map.entry("port", "5432"),
                        Map.entry("database", "mesh"),
                        Map.entry("username", "login"),
                        Map.entry("password", "secret"),
                        Map.entry("sslmode", "verify-full"),
                        Map.entry("schema", "flights__departures__v1__0a"),
                        Map.entry("relations", "departures,carriers"),
                        Map.entry("ca.crt", "-----CA-----"),
                        Map.entry(
                                "uri",
                                "postgresql://login:secret@pg.data:5432/mesh?sslmode=verify-full"
                                        + "&options=-csearch_path%3Dflights__departures__v1__0a"),
                        Map.entry(
                                "jdbc-url",
                                "jdbc:postgresql://pg.data:5432/mesh?sslmode=verify-full"
                                        + "&currentSchema=flights__departures__v1__0a")),
                content.values());
        assertEquals(
                Map.of(
                        "roadstead.dev/domain", "flights",
                        "roadstead.dev/port", "departures",
                        "roadstead.dev/version", "v1"),
                content.labels());
        assertEquals("2027-01-01T00:00:00Z", content.annotations().get("roadstead.dev/not-after"));
    }

    @Test
    void withoutAnEndOrAnAuthorityTheirKeysAreAbsent() {
        Secrets.Content content =
                consumer(new Place("postgresql", "pg", 5432, "mesh", "disable", null), "login", "secret", null);
        assertFalse(content.values().containsKey("ca.crt"));
        assertFalse(content.annotations().containsKey("roadstead.dev/not-after"));
    }

    @Test
    void hostileCharactersStayInTheirPartOfTheUri() {
        String password = "p@ss:w/rd?#&%+ é\"'\\";
        Secrets.Content content =
                consumer(new Place("postgresql", "::1", 5432, "my db/1", "disable", null), "a@b:c", password, null);
        String uri = content.values().get("uri");
        URI parsed = URI.create(uri);
        assertEquals("[::1]", parsed.getHost());
        assertEquals(5432, parsed.getPort());
        assertEquals("/my db/1", parsed.getPath());
        assertEquals("a@b:c:" + password, parsed.getUserInfo());
        assertTrue(uri.contains("p%40ss%3Aw%2Frd%3F%23%26%25%2B%20%C3%A9%22%27%5C@"), uri);
        assertEquals(password, content.values().get("password"), "the key itself is not escaped");
    }

    @Test
    void aWritersSecretSaysSo() {
        Map<String, String> values =
                BindingSecret.writer(PLACE, "w", "p", "data", "work", "flights").values();
        assertEquals("writer", values.get("role"));
        assertEquals("data", values.get("schema"));
        assertEquals("work", values.get("work-schema"));
    }

    @Test
    void anotherCredentialChangesItsKeysAndTheUriOnly() {
        Secrets.Content before = consumer(PLACE, "login", "old", null);
        Secrets.Content after = BindingSecret.withCredential(secret(before), "other", "n&w");
        Map<String, String> expected = new HashMap<>(before.values());
        expected.put("username", "other");
        expected.put("password", "n&w");
        expected.put("uri", before.values().get("uri").replace("login:old@", "other:n%26w@"));
        assertEquals(expected, after.values());
        assertEquals(before.annotations(), after.annotations());
    }

    @Test
    void noticesEveryAlteration() {
        Secrets.Content content = consumer(PLACE, "login", "secret", null);
        assertTrue(BindingSecret.holds(secret(content), content));
        Secret altered = secret(content);
        altered.getData().put("host", Base64.getEncoder().encodeToString("evil".getBytes(StandardCharsets.UTF_8)));
        assertFalse(BindingSecret.holds(altered, content));
        Secret more = secret(content);
        more.getData().put("more", "");
        assertFalse(BindingSecret.holds(more, content));
        assertEquals("delays-departures-1a2b3c", BindingSecret.writtenFor(secret(content)));
        assertNull(BindingSecret.writtenFor(
                new SecretBuilder().withNewMetadata().endMetadata().build()));
    }

    private static Secrets.Content consumer(Place place, String username, String password, Instant notAfter) {
        return BindingSecret.consumer(
                place,
                username,
                password,
                "flights__departures__v1__0a",
                List.of("departures", "carriers"),
                new BindingSecret.PortAddress("flights", "departures", "v1"),
                "delays-departures-1a2b3c",
                notAfter);
    }

    private static Secret secret(Secrets.Content content) {
        Map<String, String> data = new HashMap<>();
        content.values()
                .forEach((key, value) ->
                        data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return new SecretBuilder()
                .withNewMetadata()
                .withLabels(content.labels())
                .withAnnotations(content.annotations())
                .endMetadata()
                .withType(content.type())
                .withData(data)
                .build();
    }
}
