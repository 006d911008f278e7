package dev.roadstead.operator.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every setting of the operator: its name on the command line ({@code --health-port}), in the environment ({@code
 * ROADSTEAD_HEALTH_PORT}) and in the configuration file ({@code health-port}), its default and what it does.
 */
public enum Setting {
    KUBECONFIG(
            "kubeconfig",
            "FILE",
            null,
            "How to reach the API server. Default: KUBECONFIG, else ~/.kube/config, else the pod's ServiceAccount."),
    CONTEXT("context", "NAME", null, "The context of the kubeconfig to use. Default: its current one."),
    NAMESPACE(
            "namespace",
            "NAME",
            "roadstead-system",
            "The operator's own namespace: Secrets with store credentials are read there."),
    MESH_ID(
            "mesh-id",
            "ID",
            null,
            "The identity of the mesh, which marks in stores carry. Set the old one to carry a mesh to a new cluster. Default: made once and kept in ConfigMap roadstead-mesh."),
    INSTANCE("instance", "NAME", "roadstead", "Who reports Events; the chart sets the name of the pod."),
    LEADER_ELECTION(
            "leader-election",
            "true|false",
            "false",
            "Whether several operators of one mesh run: one of them works, the others stand by and answer the webhook."),
    RESYNC_INTERVAL(
            "resync-interval",
            "DURATION",
            "30m",
            "How often every object is looked at although nothing has happened, give or take a fifth; at least 1m."),
    ORPHAN_GRACE(
            "orphan-grace",
            "DURATION",
            "1h",
            "How long access stays in a store whose object vanished without being deleted, so that it can be applied again; at least 1m."),
    CHECK_INTERVAL(
            "check-interval",
            "DURATION",
            "15m",
            "How often the data of each port is checked against its contract, give or take a fifth; at least 1m."),
    CHECK_TIMEOUT("check-timeout", "DURATION", "30s", "How long one check of data may take in the store; 1s to 10m."),
    HISTORY_RETENTION(
            "history-retention",
            "DURATION|forever",
            "27120h",
            "How long stores keep their history, which names people; at least 720h. What is older is removed for good."),
    HEALTH_PORT(
            "health-port", "PORT", "9090", "The port for /livez, /readyz, /startupz and /metrics; 0 for any free one."),
    WEBHOOK_CERTIFICATE(
            "webhook-certificate",
            "DIRECTORY",
            null,
            "Where tls.crt and tls.key of the admission webhook lie; they may change while the operator runs. Default: no webhook."),
    WEBHOOK_PORT("webhook-port", "PORT", "9443", "The port of the admission webhook; 0 for any free one."),
    LOG_FORMAT("log-format", "text|json", "text", "One line of text or one JSON object for each log event."),
    LOG_LEVEL("log-level", "LEVEL", "info", "The least serious level to log: error, warn, info, debug or trace.");

    /** Where {@code --config} would be if it were a setting like the others; a file can't name itself. */
    public static final String CONFIG_VARIABLE = "ROADSTEAD_CONFIG";

    private final String key;
    private final String form;
    private final @Nullable String defaultValue;
    private final String meaning;

    Setting(String key, String form, @Nullable String defaultValue, String meaning) {
        this.key = key;
        this.form = form;
        this.defaultValue = defaultValue;
        this.meaning = meaning;
    }

    /** The name in the configuration file. */
    public String key() {
        return key;
    }

    /** The name on the command line. */
    public String option() {
        return "--" + key;
    }

    /** The name in the environment. */
    public String variable() {
        return "ROADSTEAD_" + key.replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** What a value looks like. */
    public String form() {
        return form;
    }

    public Optional<String> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    public String meaning() {
        return meaning;
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }
}
