package dev.roadstead.operator.reconcile;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.kube.SecretNameTakenException;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/**
 * A failure with a known cause, as a condition shows it.
 *
 * @param retry whether the same may work later without anybody's doing
 */
public record StoreFailure(Refusal refusal, boolean retry) {

    /** Its answer to a change that can't be, as of a Secret that somebody made immutable. */
    private static final int UNPROCESSABLE = 422;

    /** The same, about a part of the object that the beginning of the message names. */
    public StoreFailure about(String part) {
        return part.isEmpty() ? this : new StoreFailure(new Refusal(refusal.reason(), part + refusal.message()), retry);
    }

    /** What a store said; a reason that is not documented for this condition becomes a general one. */
    public static StoreFailure of(BackendException e, ConditionType type) {
        return new StoreFailure(
                new Refusal(Reason.ofStore(e.reason(), type), String.valueOf(e.getMessage())), e.retryable());
    }

    public static StoreFailure of(SecretNameTakenException e) {
        return new StoreFailure(new Refusal(e.reason(), String.valueOf(e.getMessage())), false);
    }

    /** A class that has no open backend now; whoever needs it tries again by itself. */
    public static StoreFailure storeClassNotReady(String className, Reason reason, String message) {
        return new StoreFailure(
                new Refusal(
                        Reason.STORE_CLASS_NOT_READY,
                        "StoreClass " + className + " can't be used now (" + reason + "): " + message),
                true);
    }

    /**
     * A Secret could not get the new login. The one that it holds works on until it can.
     *
     * @throws KubernetesClientException if it is not the API server's refusal
     */
    public static StoreFailure rotation(String secret, KubernetesClientException e) {
        return new StoreFailure(
                new Refusal(
                        Reason.ROTATION_PENDING,
                        "Secret " + secret + " can't be given the new login, so the one before works on until it can: "
                                + of(e).refusal().message()),
                true);
    }

    /**
     * What the API server said. Only its refusals are known causes: a Domain's RoleBinding may not be there yet.
     *
     * @throws KubernetesClientException if it is anything else
     */
    public static StoreFailure of(KubernetesClientException e) {
        if (e.getCode() == UNPROCESSABLE) {
            return new StoreFailure(
                    new Refusal(
                            Reason.FORBIDDEN,
                            "the API server refused: " + e.getMessage() + "; correct the object it names"),
                    true);
        }
        if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
            throw e;
        }
        return new StoreFailure(
                new Refusal(
                        Reason.FORBIDDEN,
                        "the API server refused: " + e.getMessage()
                                + "; it is tried again, in case the Domain's RoleBinding is only being made"),
                true);
    }
}
