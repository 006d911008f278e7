package dev.roadstead.operator.backend;

import dev.roadstead.operator.access.Lens;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a grant shall allow.
 *
 * @param lens the columns and rows the consumer sees
 * @param notAfter the instant from which no statement may start; absent: no end
 * @param ended whether the lease is over: the address stays and answers with the reason, no data stands behind it
 * @param request {@code namespace/name} of the AccessRequest, for the error a statement gets after the end
 * @param nextStep what the consumer can do then
 */
public record GrantWish(
        GrantKey key,
        Lens lens,
        @Nullable Instant notAfter,
        boolean ended,
        String request,
        String nextStep,
        Credential credential) {}
