package dev.roadstead.operator.backend;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The login that somebody holds, as the store remembers it. There are two slots; the second is there only while the
 * credential rotates.
 *
 * @param login the one that Secrets should hold
 * @param fingerprint of the password that the operator set last
 * @param since when that was, by the store's clock
 * @param previous the login before it, which still works; absent: there is none
 * @param previousUntil when that one ends; absent while not every Secret holds the new one
 * @param handled the last wish for a rotation that was fulfilled
 */
public record LoginState(
        String login,
        String fingerprint,
        Instant since,
        @Nullable String previous,
        @Nullable Instant previousUntil,
        @Nullable String handled) {

    /** Whether this is the very credential that the operator set last. */
    public boolean isCurrent(String username, String password) {
        return login.equals(username) && fingerprint.equals(Credential.fingerprint(username, password));
    }

    /** Whether the time of the login before is over. */
    public boolean isPreviousOver(Instant now) {
        return previousUntil != null && !now.isBefore(previousUntil);
    }

    /** Whether both slots are there, and Secrets may still hold the old one. */
    public boolean isHandingOver() {
        return previous != null && previousUntil == null;
    }
}
