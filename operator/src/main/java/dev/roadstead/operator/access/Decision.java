package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Fingerprint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to an {@link Ask}. */
public sealed interface Decision {

    /**
     * Access as the lens says.
     *
     * @param lens with at least one relation
     * @param notAfter the first instant at which this answer no longer holds, even if nobody changes anything; null if
     *     there is none. Another answer, perhaps a narrower lens, may hold from then on.
     * @param policies those that allow something now, sorted by name
     * @param asides Policies that would allow it too but can't be enforced, and why, for the owner; empty as a rule
     * @param guards Guardrails that alone would change what the Policies allow, or would without an exception, sorted by
     *     name
     */
    record Approved(
            Lens lens, @Nullable Instant notAfter, List<PolicyUse> policies, List<String> asides, List<GuardUse> guards)
            implements Decision {

        public Approved {
            policies = List.copyOf(policies);
            asides = List.copyOf(asides);
            guards = List.copyOf(guards);
        }

        public Approved(Lens lens, @Nullable Instant notAfter, List<PolicyUse> policies) {
            this(lens, notAfter, policies, List.of(), List.of());
        }

        Approved under(List<GuardUse> uses) {
            return new Approved(lens, notAfter, policies, asides, uses);
        }

        /** Over the lens and its end. Who allowed it is not part of it: the store is the same. */
        @Override
        public String hash() {
            var fingerprint = start().add("Approved").add(notAfter == null ? null : notAfter.toString());
            lens.addTo(fingerprint);
            return end(fingerprint);
        }
    }

    /**
     * It was allowed, and the time is over.
     *
     * @param endTime when it ended
     * @param because which field ended it, and what changing it would do
     * @param policies those that allowed it until then, sorted by name; empty if the request ended by itself
     * @param guards Guardrails that ended it; empty if none did
     */
    record Expired(Instant endTime, String because, List<PolicyUse> policies, List<GuardUse> guards)
            implements Decision {

        public Expired {
            policies = List.copyOf(policies);
            guards = List.copyOf(guards);
        }

        public Expired(Instant endTime, String because, List<PolicyUse> policies) {
            this(endTime, because, policies, List.of());
        }

        @Override
        public String hash() {
            return end(start().add("Expired").add(endTime.toString()).add(because));
        }
    }

    /**
     * Nobody allows it.
     *
     * @param reason the nearest miss in one word: one of the constants here
     * @param message the cause and the next step, for the consumer
     */
    record NoPolicy(String reason, String message) implements Decision {

        /** No Policy names this consumer on this port. */
        public static final String NO_POLICY = "NoPolicy";
        /** A Policy names consumer and port, but not the purpose. */
        public static final String PURPOSE_NOT_ALLOWED = "PurposeNotAllowed";
        /** A Policy names consumer, port and purpose, but not the version. */
        public static final String VERSION_NOT_ALLOWED = "VersionNotAllowed";
        /** The only Policies that may be about it could not be read. */
        public static final String INVALID_POLICY = "InvalidPolicy";
        /** No Policy names this consumer, and one says no. */
        public static final String DECLINED = "Declined";
        /** Policies allow it, but hide every column. */
        public static final String NOTHING_VISIBLE = "NothingVisible";

        @Override
        public String hash() {
            return end(start().add(reason).add(message));
        }
    }

    /**
     * It is allowed, but can't be kept the way the Policies say, so nothing is granted.
     *
     * @param part {@link #ROWS} or {@link #COLUMNS}
     * @param message the cause, with the names of the Policies, and the next step
     */
    record NotEnforceable(String part, String message) implements Decision {

        public static final String ROWS = "rows";
        public static final String COLUMNS = "columns";

        @Override
        public String hash() {
            return end(start().add("NotEnforceable").add(part).add(message));
        }
    }

    /**
     * Policies allow it, but Guardrails don't.
     *
     * @param reason {@link #BY_GUARDRAIL} or {@link #GUARDRAIL_INVALID}
     * @param message which Guardrail, why, and the next step, for the consumer
     * @param guards those that refuse it, sorted by name; empty if they could not be read
     */
    record Denied(String reason, String message, List<GuardUse> guards) implements Decision {

        /** One of them refuses it, or all of them together leave nothing. */
        public static final String BY_GUARDRAIL = "DeniedByGuardrail";
        /** One that may be about it could not be read, so nothing new is granted. */
        public static final String GUARDRAIL_INVALID = "GuardrailInvalid";

        public Denied {
            guards = List.copyOf(guards);
        }

        @Override
        public String hash() {
            return end(start().add(reason).add(message));
        }
    }

    /** 16 hexadecimal digits; while they stay the same there is nothing to do. */
    String hash();

    private static Fingerprint start() {
        return new Fingerprint("roadstead decision 1");
    }

    private static String end(Fingerprint fingerprint) {
        return fingerprint.hex().substring(0, 16);
    }
}
