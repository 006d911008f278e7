package dev.roadstead.operator.config;

import dev.roadstead.api.v1alpha1.GoDuration;
import dev.roadstead.operator.history.Pruned;
import dev.roadstead.operator.kube.MeshId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operator's settings, checked.
 *
 * @param namespace the operator's own
 * @param leaderElection whether there may be other operators of this mesh, one of which works
 * @param orphanGrace how long access outlives an object that vanished
 * @param checkInterval between two checks of one port's data
 * @param checkTimeout of each question to a store
 * @param historyRetention how long stores keep their history; null for ever
 * @param healthPort 0 for any free one
 * @param webhookPort 0 for any free one
 * @param webhookCertificate where tls.crt and tls.key lie; null: there is no webhook
 * @param origins where each value came from, for the line that is logged at the start
 */
public record OperatorConfig(
        @Nullable Path kubeconfig,
        @Nullable String context,
        String namespace,
        @Nullable String meshId,
        String instance,
        boolean leaderElection,
        Duration resyncInterval,
        Duration orphanGrace,
        Duration checkInterval,
        Duration checkTimeout,
        @Nullable Duration historyRetention,
        int healthPort,
        int webhookPort,
        @Nullable Path webhookCertificate,
        LogFormat logFormat,
        String logLevel,
        Map<Setting, String> origins) {

    /** How log events are written. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    private static final String FOREVER = "forever";
    private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

    /**
     * Settings from a command line, the environment and a file, the first that has a value.
     *
     * @throws ConfigException if a value is wrong or a name in the file unknown
     */
    public static OperatorConfig resolve(
            Map<Setting, String> flags, Map<String, String> environment, @Nullable Path file) {
        return new Values(flags, environment, file == null ? Map.of() : ConfigFile.read(file), file).config();
    }

    /** Everything as it is by default. */
    public static OperatorConfig defaults() {
        return resolve(Map.of(), Map.of(), null);
    }

    /** The settings in one line, each with where it came from. Nothing here is secret: credentials are not settings. */
    public String summary() {
        var line = new StringBuilder();
        for (Setting setting : Setting.values()) {
            line.append(line.isEmpty() ? "" : " ")
                    .append(setting.key())
                    .append('=')
                    .append(text(setting))
                    .append('(')
                    .append(origins.get(setting))
                    .append(')');
        }
        return line.toString();
    }

    private String text(Setting setting) {
        Object value = switch (setting) {
            case KUBECONFIG -> kubeconfig;
            case CONTEXT -> context;
            case NAMESPACE -> namespace;
            case MESH_ID -> meshId;
            case INSTANCE -> instance;
            case LEADER_ELECTION -> leaderElection;
            case RESYNC_INTERVAL -> resyncInterval;
            case ORPHAN_GRACE -> orphanGrace;
            case CHECK_INTERVAL -> checkInterval;
            case CHECK_TIMEOUT -> checkTimeout;
            case HISTORY_RETENTION -> historyRetention == null ? FOREVER : historyRetention;
            case HEALTH_PORT -> healthPort;
            case WEBHOOK_PORT -> webhookPort;
            case WEBHOOK_CERTIFICATE -> webhookCertificate;
            case LOG_FORMAT -> logFormat.name().toLowerCase(Locale.ROOT);
            case LOG_LEVEL -> logLevel;
        };
        return value == null ? "-" : value.toString();
    }

    /** Picks and parses values, and remembers where they came from. */
    private record Values(
            Map<Setting, String> flags,
            Map<String, String> environment,
            Map<Setting, String> fromFile,
            @Nullable Path file,
            Map<Setting, String> origins) {

        Values(
                Map<Setting, String> flags,
                Map<String, String> environment,
                Map<Setting, String> fromFile,
                @Nullable Path file) {
            this(flags, environment, fromFile, file, new EnumMap<>(Setting.class));
        }

        OperatorConfig config() {
            return new OperatorConfig(
                    path(Setting.KUBECONFIG),
                    value(Setting.CONTEXT),
                    matching(Setting.NAMESPACE, required(Setting.NAMESPACE), "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"),
                    meshId(),
                    required(Setting.INSTANCE),
                    Boolean.parseBoolean(oneOf(Setting.LEADER_ELECTION, List.of("true", "false"))),
                    minutes(Setting.RESYNC_INTERVAL),
                    minutes(Setting.ORPHAN_GRACE),
                    minutes(Setting.CHECK_INTERVAL),
                    between(Setting.CHECK_TIMEOUT, Duration.ofSeconds(1), Duration.ofMinutes(10)),
                    retention(),
                    port(Setting.HEALTH_PORT),
                    port(Setting.WEBHOOK_PORT),
                    path(Setting.WEBHOOK_CERTIFICATE),
                    LogFormat.valueOf(
                            oneOf(Setting.LOG_FORMAT, List.of("text", "json")).toUpperCase(Locale.ROOT)),
                    oneOf(Setting.LOG_LEVEL, LEVELS),
                    Map.copyOf(origins));
        }

        /** An empty value means that nothing is set: a chart renders a variable whether or not there is something in it. */
        private @Nullable String value(Setting setting) {
            if (flags.containsKey(setting)) {
                return take(setting, flags.get(setting), setting.option());
            }
            String variable = environment.get(setting.variable());
            if (variable != null && !variable.isEmpty()) {
                return take(setting, variable, setting.variable());
            }
            if (fromFile.containsKey(setting)) {
                return take(setting, fromFile.get(setting), String.valueOf(file));
            }
            return take(setting, setting.defaultValue().orElse(null), "default");
        }

        private @Nullable String take(Setting setting, @Nullable String value, String origin) {
            origins.put(setting, origin);
            return value;
        }

        private String required(Setting setting) {
            String value = value(setting);
            if (value == null || value.isBlank()) {
                throw wrong(setting, String.valueOf(value), "must not be empty");
            }
            return value;
        }

        private @Nullable String meshId() {
            String value = value(Setting.MESH_ID);
            return value == null ? null : matching(Setting.MESH_ID, value, MeshId.PATTERN);
        }

        private String matching(Setting setting, String value, String pattern) {
            if (!value.matches(pattern)) {
                throw wrong(
                        setting, value, "use 1 to 63 of a to z, 0 to 9 and hyphens, without a hyphen at either end");
            }
            return value;
        }

        private String oneOf(Setting setting, List<String> allowed) {
            String value = required(setting).toLowerCase(Locale.ROOT);
            if (!allowed.contains(value)) {
                throw wrong(setting, value, "use one of " + String.join(", ", allowed));
            }
            return value;
        }

        private Duration minutes(Setting setting) {
            Duration interval = duration(setting);
            if (interval.compareTo(Duration.ofMinutes(1)) < 0) {
                throw wrong(setting, required(setting), "use at least 1m");
            }
            return interval;
        }

        private Duration between(Setting setting, Duration least, Duration most) {
            Duration value = duration(setting);
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw wrong(setting, required(setting), "use " + least.toSeconds() + "s to " + most.toMinutes() + "m");
            }
            return value;
        }

        /** What is removed is gone for good, so a slip of the unit must not pass. */
        private @Nullable Duration retention() {
            String value = required(Setting.HISTORY_RETENTION);
            if (value.equals(FOREVER)) {
                return null;
            }
            Duration retention = duration(Setting.HISTORY_RETENTION);
            if (retention.compareTo(Pruned.SHORTEST) < 0) {
                throw wrong(
                        Setting.HISTORY_RETENTION,
                        value,
                        "use at least " + Pruned.SHORTEST.toHours() + "h, or " + FOREVER);
            }
            return retention;
        }

        private Duration duration(Setting setting) {
            String value = required(setting);
            try {
                return GoDuration.parse(value);
            } catch (IllegalArgumentException e) {
                throw wrong(setting, value, "use a duration such as 30m or 1h30m");
            }
        }

        private @Nullable Path path(Setting setting) {
            String value = value(setting);
            return value == null ? null : Path.of(value);
        }

        private int port(Setting setting) {
            String value = required(setting);
            if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65535) {
                return Integer.parseInt(value);
            }
            throw wrong(setting, value, "use a number from 0 to 65535");
        }

        private ConfigException wrong(Setting setting, String value, String remedy) {
            return new ConfigException(
                    origins.get(setting) + ": " + setting.key() + ": '" + value + "' won't do; " + remedy);
        }
    }
}
