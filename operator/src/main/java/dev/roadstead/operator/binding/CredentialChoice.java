package dev.roadstead.operator.binding;

import dev.roadstead.operator.backend.Credential;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

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
        /** Another Secret of the same identity opens the login; it is copied. */
        SIBLING,
        /** No Secret holds a password that works: a new one is set, and every Secret of the identity is rewritten. */
        NEW
    }

    /**
     * Takes what there is, and makes a new one only if nothing works.
     *
     * @param own what the Secret at hand holds
     * @param siblings what the other Secrets of the identity hold
     * @param logsIn asks the store; asked only about siblings, and only if there is nothing of our own
     */
    public static CredentialChoice of(
            Optional<StoredCredential> own,
            List<StoredCredential> siblings,
            Predicate<StoredCredential> logsIn,
            Supplier<String> generate) {
        if (own.isPresent()) {
            return new CredentialChoice(new Credential(own.get().password(), false), Origin.OWN);
        }
        return siblings.stream()
                .filter(logsIn)
                .findFirst()
                .map(sibling -> new CredentialChoice(new Credential(sibling.password(), false), Origin.SIBLING))
                .orElseGet(() -> fresh(generate));
    }

    public static CredentialChoice fresh(Supplier<String> generate) {
        return new CredentialChoice(new Credential(generate.get(), true), Origin.NEW);
    }
}
