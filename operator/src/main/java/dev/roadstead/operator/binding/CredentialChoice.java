package dev.roadstead.operator.binding;

import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.LoginState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the password of a login comes from. Passwords lie in Secrets and nowhere else, and several Secrets may hold the
 * one login of an identity: setting a new password while another Secret still works would break whoever uses that.
 *
 * @param origin the further down, the more has to be written
 */
public record CredentialChoice(Credential credential, Origin origin) {

    public enum Origin {
        /** The Secret at hand is complete; nothing changes. */
        OWN,
        /** Another Secret of the same identity holds the login; it is copied. */
        SIBLING,
        /** A new password is set, and every Secret of the identity is rewritten. */
        NEW
    }

    /**
     * Takes what there is, and makes a new one only if no Secret holds what the store was told last: it was lost or
     * edited, or the operator ended between telling the store and writing it down.
     *
     * @param own what the Secret at hand holds
     * @param siblings what the other Secrets of the identity hold; asked only if the own one is no good
     */
    public static CredentialChoice of(
            LoginState state,
            Optional<StoredCredential> own,
            Supplier<List<StoredCredential>> siblings,
            Supplier<String> generate) {
        if (own.filter(stored -> isCurrent(state, stored)).isPresent()) {
            return new CredentialChoice(new Credential(own.get().password(), false), Origin.OWN);
        }
        return siblings.get().stream()
                .filter(stored -> isCurrent(state, stored))
                .findFirst()
                .map(sibling -> new CredentialChoice(new Credential(sibling.password(), false), Origin.SIBLING))
                .orElseGet(() -> fresh(generate));
    }

    /** A new password for the login that is handed out. */
    public static CredentialChoice fresh(Supplier<String> generate) {
        return new CredentialChoice(new Credential(generate.get(), true), Origin.NEW);
    }

    /**
     * A login for somebody who has none yet. What is asked for then is fulfilled by that.
     *
     * @param asked the wish for a rotation; absent: there is none
     */
    public static CredentialChoice first(Supplier<String> generate, @Nullable String asked) {
        return turned(generate, null, asked);
    }

    /**
     * The other slot.
     *
     * @param from the login that is handed out now
     * @param asked the wish for a rotation that this fulfils; absent: there is none
     */
    public static CredentialChoice other(Supplier<String> generate, String from, @Nullable String asked) {
        return turned(generate, from, asked);
    }

    private static CredentialChoice turned(Supplier<String> generate, @Nullable String from, @Nullable String asked) {
        return new CredentialChoice(new Credential(generate.get(), true, new Credential.Turn(from, asked)), Origin.NEW);
    }

    private static boolean isCurrent(LoginState state, StoredCredential stored) {
        return state.isCurrent(stored.username(), stored.password());
    }
}
