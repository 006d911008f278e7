package dev.roadstead.operator.access;

import org.jspecify.annotations.Nullable;

/**
 * Somebody a Policy names.
 *
 * @param domain the name of a domain, or {@code *} for every one
 * @param product a data product of that domain; null for everything and everybody in it
 */
public record ConsumerRule(String domain, @Nullable String product) {

    /** Whether this is about whoever asks. */
    public boolean matches(Ask ask) {
        return (domain.equals(AccessPolicy.ANY) || domain.equals(ask.domain()))
                && (product == null || product.equals(ask.product()));
    }

    /** For messages, as {@link Ask#consumer} says who asks. */
    @Override
    public String toString() {
        return product == null
                ? (domain.equals(AccessPolicy.ANY) ? "every domain" : "domain " + domain)
                : "product " + domain + "/" + product;
    }
}
