package dev.roadstead.operator.request;

import dev.roadstead.operator.access.Access;
import dev.roadstead.operator.access.AccessPolicy;
import dev.roadstead.operator.access.Ask;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.access.GuardEffect;
import dev.roadstead.operator.access.Guards;
import dev.roadstead.operator.access.InvalidPolicy;
import dev.roadstead.operator.access.Lease;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks {@link Access} about a request, with what the store knows of its lease. */
public final class Verdict {

    /** Shorter than any end can be apart from another. */
    private static final Duration JUST_BEFORE = Duration.of(1, ChronoUnit.MICROS);

    private static final Contract NOTHING = new Contract(List.of());

    private final Requested requested;
    private final Tenure tenure;
    private final List<AccessPolicy> policies;
    private final List<InvalidPolicy> invalid;
    private final Guards guards;

    /**
     * About one request.
     *
     * @param guards those that the request is under
     */
    public Verdict(Requested requested, Tenure tenure, PortPolicies policies, Guards guards) {
        this.requested = requested;
        this.tenure = tenure;
        this.policies = policies.valid();
        this.invalid = policies.invalid();
        this.guards = guards;
    }

    /** As if the Guardrails that can't be understood were not there. */
    public Verdict withoutInvalidGuards() {
        return new Verdict(requested, tenure, new PortPolicies(policies, invalid), guards.readable());
    }

    /** What each Guardrail does to the request; nothing if Policies do not allow it. */
    public List<GuardEffect> weigh(Backend backend, Judged judged) {
        return Access.weigh(
                requested.ask(),
                judged.contract(),
                policies,
                guards,
                backend.enforcement(),
                tenure.lease(judged.lease()),
                backend.now());
    }

    /**
     * The answer, and what it was worked out from.
     *
     * @param lease what the store shall keep of it; for a first grant, when it would begin
     * @param contract what is granted
     * @param unprovenSince since when the access can't be proven; null if it can
     * @param extension when the end next moves by itself; null if it does not
     */
    public record Judged(
            Decision decision,
            LeaseState lease,
            Contract contract,
            @Nullable Instant unprovenSince,
            @Nullable Instant extension) {}

    /** The answer now, by the clock of the store that the version lies in. */
    public Judged decide(Backend backend, Leases leases, Contract contract) {
        return decide(backend.enforcement(), leases.of(requested.key()), backend.now(), contract);
    }

    /**
     * The answer now.
     *
     * @param recorded the lease as stores keep it; null before the first grant
     * @param now by the clock that will end the access
     */
    public Judged decide(Enforcement enforcement, @Nullable LeaseState recorded, Instant now, Contract contract) {
        LeaseState state = tenure.state(recorded, now);
        Lease lease = tenure.lease(state);
        return new Judged(
                Access.decide(requested.ask(), contract, policies, invalid, guards, enforcement, lease, now),
                state,
                contract,
                lease.unprovenSince(),
                Access.nextExtension(requested.ask(), policies, lease, now).orElse(null));
    }

    /**
     * What can be told without store or contract: whether no Policy is about this at all, or a Guardrail that can be understood
     * refuses everything. Empty otherwise, because what is shown then depends on the rest.
     */
    public Optional<Decision> refusedAnyway(Instant now) {
        Decision blind = Access.decide(
                withoutEnd(), NOTHING, policies, invalid, guards.readable(), new Everything(), Lease.from(now), now);
        return switch (blind) {
            case Decision.NoPolicy no when !no.reason().equals(Decision.NoPolicy.NOTHING_VISIBLE) -> Optional.of(no);
            case Decision.Denied denied -> Optional.of(denied);
            default -> Optional.empty();
        };
    }

    /** What was to be seen until the end: the address goes on answering with the same columns, and no data. */
    public Optional<Lens> untilThen(Backend backend, Judged judged, Decision.Expired expired) {
        Decision last = Access.decide(
                requested.ask(),
                judged.contract(),
                policies,
                invalid,
                guards,
                backend.enforcement(),
                tenure.lease(judged.lease()),
                expired.endTime().minus(JUST_BEFORE));
        return last instanceof Decision.Approved approved ? Optional.of(approved.lens()) : Optional.empty();
    }

    private Ask withoutEnd() {
        Ask ask = requested.ask();
        return new Ask(ask.domain(), ask.product(), ask.port(), ask.purpose(), null);
    }

    /** Stands in for a store that can't be asked, where its answer does not matter. */
    private static final class Everything implements Enforcement {

        @Override
        public Optional<String> refusal(Column column, Effect effect) {
            return Optional.empty();
        }

        @Override
        public Optional<String> refusal(Column column, RowCondition condition) {
            return Optional.empty();
        }
    }
}
