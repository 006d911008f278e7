package dev.roadstead.operator.binding;

import dev.roadstead.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The Secret that a consumer or a writer gets, in the form of the Service Binding specification 1.0, so that libraries find
 * it by themselves. One class makes both, so that they never differ in more than they have to.
 */
public final class BindingSecret {

    /** Which request wrote the Secret: an input's Secret passes from one request to the next. */
    public static final String WRITTEN_FOR = "roadstead.dev/access-request";

    public static final String NOT_AFTER = "roadstead.dev/not-after";

    private static final String TYPE_PREFIX = "servicebinding.io/";
    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String URI = "uri";

    private final Place place;
    private final String username;
    private final String password;
    private final Map<String, String> labels = new HashMap<>();
    private final Map<String, String> annotations = new HashMap<>();
    private final Map<String, String> further = new LinkedHashMap<>();
    private final String schema;

    private BindingSecret(Place place, String username, String password, String schema) {
        this.place = place;
        this.username = username;
        this.password = password;
        this.schema = schema;
    }

    /**
     * What a consumer gets.
     *
     * @param request the AccessRequest that it is written for
     */
    public static Secrets.Content consumer(
            Place place,
            String username,
            String password,
            String schema,
            List<String> relations,
            PortAddress port,
            String request,
            @Nullable Instant notAfter) {
        var secret = new BindingSecret(place, username, password, schema);
        secret.further.put("relations", String.join(",", relations));
        secret.labels.put("roadstead.dev/domain", port.domain());
        secret.labels.put("roadstead.dev/port", port.name());
        secret.labels.put("roadstead.dev/version", port.version());
        secret.annotations.put(WRITTEN_FOR, request);
        if (notAfter != null) {
            secret.annotations.put(NOT_AFTER, notAfter.toString());
        }
        return secret.content();
    }

    /** The port that a consumer's Secret is about, for its labels. */
    public record PortAddress(String domain, String name, String version) {}

    /** What a program that loads data gets. */
    public static Secrets.Content writer(
            Place place, String username, String password, String dataSchema, String workSchema, String domain) {
        var secret = new BindingSecret(place, username, password, dataSchema);
        secret.further.put("role", "writer");
        secret.further.put("work-schema", workSchema);
        secret.labels.put("roadstead.dev/domain", domain);
        return secret.content();
    }

    /** The same Secret with another credential. */
    public static Secrets.Content withCredential(Secret existing, String username, String password) {
        Map<String, String> values = new HashMap<>();
        Stream.ofNullable(existing.getData())
                .flatMap(data -> data.keySet().stream())
                .forEach(key -> values.put(key, Secrets.value(existing, key).orElse("")));
        values.put(USERNAME, username);
        values.put(PASSWORD, password);
        values.put(
                URI,
                uri(
                        username,
                        password,
                        values.getOrDefault("host", ""),
                        values.getOrDefault("port", ""),
                        values.getOrDefault("database", ""),
                        values.getOrDefault("sslmode", ""),
                        values.getOrDefault("schema", "")));
        return new Secrets.Content(
                existing.getType(),
                values,
                orEmpty(existing.getMetadata().getLabels()),
                orEmpty(existing.getMetadata().getAnnotations()));
    }

    /** Whether a Secret holds exactly these values. */
    public static boolean holds(Secret existing, Secrets.Content content) {
        Map<String, String> data = orEmpty(existing.getData());
        return content.type().equals(existing.getType())
                && data.keySet().equals(content.values().keySet())
                && content.values().entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(decoded(data.getOrDefault(entry.getKey(), ""))));
    }

    /** The request that the Secret was written for; null if none, or if somebody took the note away. */
    public static @Nullable String writtenFor(Secret existing) {
        return orEmpty(existing.getMetadata().getAnnotations()).get(WRITTEN_FOR);
    }

    private Secrets.Content content() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("type", place.type());
        values.put("provider", "roadstead");
        values.put("host", place.host());
        values.put("port", Integer.toString(place.port()));
        values.put("database", place.database());
        values.put(USERNAME, username);
        values.put(PASSWORD, password);
        values.put("sslmode", place.sslmode());
        values.put("schema", schema);
        values.put(
                URI,
                uri(
                        username,
                        password,
                        place.host(),
                        Integer.toString(place.port()),
                        place.database(),
                        place.sslmode(),
                        schema));
        values.put("jdbc-url", jdbcUrl());
        if (place.caPem() != null) {
            values.put("ca.crt", place.caPem());
        }
        values.putAll(further);
        return new Secrets.Content(TYPE_PREFIX + place.type(), values, labels, annotations);
    }

    private static String uri(
            String username,
            String password,
            String host,
            String port,
            String database,
            String sslmode,
            String schema) {
        return "postgresql://" + PercentEncoding.of(username) + ":" + PercentEncoding.of(password) + "@"
                + authority(host) + ":" + port + "/" + PercentEncoding.of(database) + "?sslmode="
                + PercentEncoding.of(sslmode) + "&options=" + PercentEncoding.of("-csearch_path=" + schema);
    }

    /** Without user name and password: JDBC libraries take these from their own keys. */
    private String jdbcUrl() {
        return "jdbc:postgresql://" + authority(place.host()) + ":" + place.port() + "/"
                + PercentEncoding.of(place.database()) + "?sslmode=" + PercentEncoding.of(place.sslmode())
                + "&currentSchema=" + PercentEncoding.of(schema);
    }

    private static String authority(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
