package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.api.v1alpha1.StoreClassStatus;
import dev.roadstead.api.v1alpha1.StoreClassStatus.Ledger;
import dev.roadstead.operator.backend.KnownStore;
import dev.roadstead.operator.history.Head;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The head of a store's history in the status of its class: outside the database, so that it can be compared. Pure. */
final class Heads {

    private Heads() {}

    /**
     * What the status shall say.
     *
     * @param head the newest entry now; null if there is none
     * @param now by any clock near the store's
     * @param pace how old what it says may be
     */
    static @Nullable Ledger next(@Nullable Ledger before, @Nullable Head head, Instant now, Duration pace) {
        if (head == null) {
            return before;
        }
        Ledger next = new Ledger(head.seq(), head.hash(), head.time().toString());
        Head known = head(before);
        // After a store was set back the head must be known at once, or it would be taken for set back again.
        boolean due = known == null
                || head.seq() < known.seq()
                || !now.isBefore(known.time().plus(pace));
        return due ? next : before;
    }

    static KnownStore known(StoreClassStatus status) {
        return new KnownStore(Objects.requireNonNullElse(status.storeID(), ""), head(status.ledger()));
    }

    /** Whoever may write a status may have written a time that is none: then nothing is known, as without a status. */
    private static @Nullable Head head(@Nullable Ledger ledger) {
        if (ledger == null || ledger.seq() == null || ledger.hash() == null || ledger.time() == null) {
            return null;
        }
        try {
            return new Head(ledger.seq(), ledger.hash(), Instant.parse(ledger.time()));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
