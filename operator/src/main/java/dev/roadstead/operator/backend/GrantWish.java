package dev.roadstead.operator.backend;

import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.contract.Contract;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a grant shall allow.
 *
 * @param contract what the port version shows
 * @param lens the columns and rows the consumer sees of it
 * @param lease what is known of the lease; the store keeps what {@link LeaseState#merge} makes of it and its own
 * @param notAfter the instant from which no statement may start; absent: no end
 * @param ended whether the lease is over: the address stays and answers with the reason, no data stands behind it
 * @param request {@code namespace/name} of the AccessRequest, for the error a statement gets after the end
 * @param nextStep what the consumer can do then
 * @param because why, for the history
 */
public record GrantWish(
        GrantKey key,
        Contract contract,
        Lens lens,
        LeaseState lease,
        @Nullable Instant notAfter,
        boolean ended,
        String request,
        String nextStep,
        Credential credential,
        Because because) {

    /** Stores keep microseconds: a finer instant would differ from what is kept at every pass. */
    public GrantWish {
        notAfter = notAfter == null ? null : notAfter.truncatedTo(ChronoUnit.MICROS);
    }

    /** The same with another password. */
    public GrantWish withCredential(Credential other) {
        return new GrantWish(key, contract, lens, lease, notAfter, ended, request, nextStep, other, because);
    }
}
