package dev.roadstead.operator.admission;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.operator.kube.Catalogue;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all checks about a proposal that is worth asking about. A check that fails refuses nothing. */
final class Reviewer {

    private static final Logger log = LoggerFactory.getLogger(Reviewer.class);

    private final Catalogue catalogue;
    private final List<AdmissionCheck> checks;
    private final String operator;

    /**
     * @param operator the user that the operator itself is to the API server
     */
    Reviewer(Catalogue catalogue, List<AdmissionCheck> checks, String operator) {
        this.catalogue = catalogue;
        this.checks = List.copyOf(checks);
        this.operator = operator;
    }

    Opinion review(Proposal proposal) {
        if (proposal.user().equals(operator) || !asksForSomethingElse(proposal)) {
            return Opinion.NONE;
        }
        Opinion opinion = checks.stream().map(check -> ask(check, proposal)).reduce(Opinion.NONE, Opinion::and);
        // Whatever a check thinks: taking access away, and ending an object, is always possible.
        return proposal.operation() == Proposal.Operation.DELETE ? opinion.asWarning() : opinion;
    }

    private Opinion ask(AdmissionCheck check, Proposal proposal) {
        try {
            return check.check(proposal, catalogue);
        } catch (RuntimeException e) {
            HasMetadata object = proposal.object();
            log.warn(
                    "admission check failed check={} kind={} namespace={} name={}",
                    check.getClass().getSimpleName(),
                    object.getKind(),
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName(),
                    e);
            return Opinion.NONE;
        }
    }

    /** The webhook's matchConditions say the same, so most of it never comes here; they can be edited, this can't. */
    private static boolean asksForSomethingElse(Proposal proposal) {
        HasMetadata before = proposal.before();
        HasMetadata after = proposal.after();
        if (before == null || after == null) {
            return !isGoing(before);
        }
        return !isGoing(before) && !isGoing(after) && !(sameSpec(before, after) && sameLabels(before, after));
    }

    private static boolean isGoing(@Nullable HasMetadata object) {
        return object != null && object.isMarkedForDeletion();
    }

    private static boolean sameSpec(HasMetadata before, HasMetadata after) {
        return before instanceof CustomResource<?, ?> was
                && after instanceof CustomResource<?, ?> is
                && Objects.equals(was.getSpec(), is.getSpec());
    }

    /** Only those of a Domain mean something: Guardrails and StoreClasses choose domains by them. */
    private static boolean sameLabels(HasMetadata before, HasMetadata after) {
        return !(after instanceof Domain)
                || Objects.equals(
                        before.getMetadata().getLabels(), after.getMetadata().getLabels());
    }
}
