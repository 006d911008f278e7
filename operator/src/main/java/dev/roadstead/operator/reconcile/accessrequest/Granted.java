package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.reconcile.StoreFailure;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What has come of an attempt to grant. */
sealed interface Granted {

    /**
     * It was read with the consumer's credential, which lies in its Secret.
     *
     * @param proof the receipt; null if an earlier one still stands
     * @param rotation what stands in the way of a new login, while the old one works on; null if nothing does
     * @param next when the credential is to be looked at again; null if only with everything else
     */
    record Verified(
            GrantOutcome outcome,
            String hash,
            @Nullable String proof,
            String secretName,
            @Nullable StoreFailure rotation,
            @Nullable Instant next)
            implements Granted {}

    /**
     * It was read before. Its Secret has passed to the request of the input's new form since, so nobody learns its credential any
     * more, and whoever has read it before goes on.
     *
     * @param successor the request that the Secret is of now
     */
    record PassedOn(GrantOutcome outcome, String hash, String successor) implements Granted {}

    /** The store allows it, but reading it did not work. No new Secret is handed out for it. */
    record Unverified(GrantOutcome outcome, String hash, StoreFailure failure) implements Granted {}

    /** It was read, but its Secret could not be written. */
    record Undelivered(GrantOutcome outcome, String hash, StoreFailure failure) implements Granted {}

    /** The store did not take it. */
    record Failed(StoreFailure failure) implements Granted {}
}
