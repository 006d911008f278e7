package dev.roadstead.operator.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to read, and what for.
 *
 * @param domain the consumer's domain
 * @param product the data product that reads; null for a request that stands for itself
 * @param notAfter when the consumer no longer needs it; null if it sets no end
 */
public record Ask(
        String domain,
        @Nullable String product,
        PortId port,
        String purpose,
        @Nullable Instant notAfter) {

    /** Who asks, for messages: {@code domain insights} or {@code product insights/delays}. */
    String consumer() {
        return product == null ? "domain " + domain : "product " + domain + "/" + product;
    }
}
