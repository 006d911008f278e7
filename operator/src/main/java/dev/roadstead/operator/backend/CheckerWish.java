package dev.roadstead.operator.backend;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A new password for the login that checks a store's data.
 *
 * @param password printable ASCII; nobody but the operator ever has it
 * @param validUntil by the store's clock, from which it opens no session any more
 */
public record CheckerWish(Key key, String password, Instant validUntil) {

    /** Whose checker it is. */
    public record Key(StoreKey store) {
        @Override
        public String toString() {
            return "the checker of store " + store;
        }
    }

    /** Stores keep microseconds. */
    public CheckerWish {
        validUntil = validUntil.truncatedTo(ChronoUnit.MICROS);
    }

    /** As what it is set with. */
    public Credential credential() {
        return new Credential(password, true);
    }

    @Override
    public String toString() {
        return "CheckerWish[" + key + "]";
    }
}
