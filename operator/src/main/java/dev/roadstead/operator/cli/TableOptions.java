package dev.roadstead.operator.cli;

import dev.roadstead.operator.catalogue.CatalogueException;
import dev.roadstead.operator.catalogue.CatalogueException.Cause;
import dev.roadstead.operator.catalogue.DatabaseAddress;
import dev.roadstead.operator.catalogue.DatabaseSecret;
import dev.roadstead.operator.catalogue.DatabaseUrl;
import dev.roadstead.operator.kube.Secrets;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which database has the table, and who asks it. */
final class TableOptions {

    private static final String SECRET = "[a-z0-9]([a-z0-9-]*[a-z0-9])?/[a-z0-9]([a-z0-9.-]*[a-z0-9])?";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The database of a table: postgresql://USER@HOST:PORT/DATABASE, perhaps with ?sslmode= and"
                    + " &sslrootcert=. The password is PGPASSWORD, or in $PGPASSFILE or ~/.pgpass.")
    private @Nullable String url;

    @Option(
            names = "--secret",
            paramLabel = "NAMESPACE/NAME",
            description =
                    "The same from a Secret with the keys of Service Binding, which your account must be allowed to"
                            + " read.")
    private @Nullable String secret;

    @Mixin
    private final KubeconfigOptions cluster = new KubeconfigOptions();

    boolean given() {
        return url != null || secret != null;
    }

    /**
     * Where the table is.
     *
     * @throws IllegalArgumentException for wrong usage, without what was written: it may be a password
     */
    DatabaseAddress database(Map<String, String> environment) throws CatalogueException {
        if (url != null && secret == null) {
            return DatabaseUrl.parse(url, environment);
        }
        if (secret != null && url == null) {
            if (!secret.matches(SECRET)) {
                throw new IllegalArgumentException("--secret: write NAMESPACE/NAME");
            }
            return DatabaseSecret.of(secret, keys(secret), environment);
        }
        throw new IllegalArgumentException("--from table needs one of --url URL and --secret NAMESPACE/NAME");
    }

    private Map<String, String> keys(String address) throws CatalogueException {
        int slash = address.indexOf('/');
        try (KubernetesClient client = cluster.open()) {
            Secret found = new Secrets(client)
                    .get(address.substring(0, slash), address.substring(slash + 1))
                    .orElseThrow(() -> new CatalogueException(
                            Cause.NOT_THERE,
                            "there is no Secret " + address + "; kubectl get secrets -n " + address.substring(0, slash)
                                    + " lists them"));
            Map<String, String> keys = new HashMap<>();
            if (found.getData() != null) {
                found.getData()
                        .keySet()
                        .forEach(key -> Secrets.value(found, key).ifPresent(value -> keys.put(key, value)));
            }
            return keys;
        } catch (KubernetesClientException e) {
            throw new CatalogueException(
                    Cause.NO_ACCESS,
                    e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                            ? "your account may not read the Secret " + address
                                    + "; ask for the right to get it, or use --url"
                            : "the kubeconfig can't be used: " + e.getMessage() + "; check --kubeconfig and --context",
                    e);
        }
    }
}
