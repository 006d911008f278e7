package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.reconcile.StoreFailure;
import org.jspecify.annotations.Nullable;

/** What has come of an attempt to grant. */
sealed interface Granted {

    /**
     * It was read with the consumer's credential, which lies in its Secret.
     *
     * @param proof the receipt; null if an earlier one still stands
     */
    record Verified(
            GrantOutcome outcome, String hash, @Nullable String proof, String secretName) implements Granted {}

    /** The store allows it, but reading it did not work. No new Secret is handed out for it. */
    record Unverified(GrantOutcome outcome, String hash, StoreFailure failure) implements Granted {}

    /** It was read, but its Secret could not be written. */
    record Undelivered(GrantOutcome outcome, String hash, StoreFailure failure) implements Granted {}

    /** The store did not take it. */
    record Failed(StoreFailure failure) implements Granted {}
}
