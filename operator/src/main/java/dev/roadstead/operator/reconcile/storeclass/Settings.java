package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.GoDuration;
import dev.roadstead.api.v1alpha1.PostgresStore;
import dev.roadstead.api.v1alpha1.SecretRef;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.backend.StoreSettings.TlsMode;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts together how a store is reached: the spec, and the Secrets it names. The Secrets lie in the operator's namespace
 * and are read each time anew, so that correcting one heals the class without anybody's help.
 */
public final class Settings {

    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String CA = "ca.crt";

    /** PostgreSQL's own word for no limit. */
    private static final int UNLIMITED = -1;

    private final Secrets secrets;
    private final String namespace;

    public Settings(Secrets secrets, String namespace) {
        this.secrets = secrets;
        this.namespace = namespace;
    }

    /** Either settings or what stands in the way. */
    public sealed interface Result {

        /** It can be tried. */
        record Found(StoreSettings settings) implements Result {}

        /** A Secret lacks something. */
        record Missing(Refusal refusal) implements Result {}
    }

    /** Reads the Secrets now. */
    public Result of(StoreClass storeClass) {
        PostgresStore store = storeClass.getSpec().postgres();
        Secret credentials =
                secrets.get(namespace, store.credentialsSecretRef().name()).orElse(null);
        if (credentials == null) {
            return notFound(store.credentialsSecretRef(), "with the keys username and password");
        }
        List<String> missing = missing(credentials, List.of(USERNAME, PASSWORD));
        if (!missing.isEmpty()) {
            return incomplete(credentials, missing);
        }
        SecretRef caRef = store.tls() == null ? null : store.tls().caSecretRef();
        if (caRef == null) {
            return new Result.Found(settings(storeClass, credentials, null));
        }
        Secret ca = secrets.get(namespace, caRef.name()).orElse(null);
        if (ca == null) {
            return notFound(caRef, "with the key ca.crt");
        }
        List<String> missingCa = missing(ca, List.of(CA));
        return missingCa.isEmpty()
                ? new Result.Found(settings(storeClass, credentials, value(ca, CA)))
                : incomplete(ca, missingCa);
    }

    private StoreSettings settings(StoreClass storeClass, Secret credentials, @Nullable String ca) {
        PostgresStore store = storeClass.getSpec().postgres();
        return new StoreSettings(
                storeClass.getMetadata().getName(),
                store.host(),
                store.portOrDefault(),
                store.database(),
                value(credentials, USERNAME),
                value(credentials, PASSWORD),
                tls(store.tlsModeOrDefault()),
                ca,
                store.maxConnectionsOrDefault(),
                statementTimeout(store),
                store.limits() == null || store.limits().connections() == null
                        ? UNLIMITED
                        : store.limits().connections(),
                new RotationPlan(interval(store), store.rotationOverlapOrDefault()));
    }

    private static TlsMode tls(dev.roadstead.api.v1alpha1.TlsMode mode) {
        return switch (mode) {
            case DISABLE -> TlsMode.DISABLE;
            case REQUIRE -> TlsMode.REQUIRE;
            case VERIFY_CA -> TlsMode.VERIFY_CA;
            // What this version does not know is refused by StoreClassRules before it comes here.
            case VERIFY_FULL, UNKNOWN -> TlsMode.VERIFY_FULL;
        };
    }

    private static @Nullable Duration interval(PostgresStore store) {
        return store.rotationInterval() == null ? null : GoDuration.parse(store.rotationInterval());
    }

    private static @Nullable Duration statementTimeout(PostgresStore store) {
        return Optional.ofNullable(store.limits())
                .map(PostgresStore.Limits::statementTimeout)
                .map(GoDuration::parse)
                .orElse(null);
    }

    private Result notFound(SecretRef ref, String what) {
        return new Result.Missing(new Refusal(
                Reason.SECRET_NOT_FOUND,
                "there is no Secret " + ref.name() + " in namespace " + namespace + "; create it " + what));
    }

    private Result incomplete(Secret secret, List<String> missing) {
        return new Result.Missing(new Refusal(
                Reason.SECRET_INCOMPLETE,
                "Secret " + secret.getMetadata().getName() + " in namespace " + namespace + " has no "
                        + String.join(" and no ", missing) + ", or it is empty; add it"));
    }

    private static List<String> missing(Secret secret, List<String> keys) {
        return keys.stream().filter(key -> value(secret, key).isEmpty()).toList();
    }

    private static String value(Secret secret, String key) {
        return Secrets.value(secret, key).orElse("");
    }
}
