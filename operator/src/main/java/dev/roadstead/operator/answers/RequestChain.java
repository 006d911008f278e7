package dev.roadstead.operator.answers;

import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.VERIFIED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.access.GuardUse;
import dev.roadstead.operator.access.Guards;
import dev.roadstead.operator.access.Lease;
import dev.roadstead.operator.access.PolicyTrial;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.request.NextStep;
import dev.roadstead.operator.request.PortPolicies;
import dev.roadstead.operator.request.RequestGuards;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Resolution;
import dev.roadstead.operator.request.Tenure;
import dev.roadstead.operator.request.Verdict;
import dev.roadstead.operator.status.ConditionType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The way from a request to rows, step by step, in the order in which the operator goes it. */
final class RequestChain {

    private final MeshView mesh;
    private final SecretState.Lookup secrets;
    private final Enforcement enforcement;
    private final Instant now;

    RequestChain(MeshView mesh, SecretState.Lookup secrets, Enforcement enforcement, Instant now) {
        this.mesh = mesh;
        this.secrets = secrets;
        this.enforcement = enforcement;
        this.now = now;
    }

    Why.Chain of(AccessRequest request) {
        var steps = new ArrayList<Step>();
        steps.add(asks(request));
        if (mesh.seesWhatDecides(request)) {
            judged(request, steps);
        } else {
            told(request, steps);
        }
        outdated(request, steps);
        granted(request, steps);
        boolean works = works(request, steps);
        return new Why.Chain(
                mesh.domainOf(request) + "/" + request.getMetadata().getName(),
                about(request) + (works ? " works" : " does not work"),
                works,
                List.copyOf(steps),
                next(request, steps, works));
    }

    private String about(AccessRequest request) {
        PortRef ref = request.getSpec().portRef();
        return mesh.domainOf(request) + "/" + request.getMetadata().getName() + " → " + ref.domain() + "/" + ref.name()
                + "." + ref.version();
    }

    private Step asks(AccessRequest request) {
        PortRef ref = request.getSpec().portRef();
        String domain = mesh.domainOf(request);
        String who = request.getSpec().consumer() == null
                ? "for itself"
                : "for product " + domain + "/" + request.getSpec().consumer().productName();
        return Step.yes(
                "request",
                "AccessRequest " + request.getMetadata().getName() + " of domain " + domain + " asks " + who
                        + " to read version " + ref.version() + " of port " + ref.domain() + "/" + ref.name()
                        + " for purpose " + request.getSpec().purpose());
    }

    private void judged(AccessRequest request, List<Step> steps) {
        switch (mesh.resolver().resolve(request, null)) {
            case Resolution.Refused refused ->
                steps.add(Step.no(subject(refused.about()), refused.refusal().message()));
            case Resolution.Unsettled unsettled ->
                steps.add(Step.unknown(
                        subject(unsettled.about()), unsettled.refusal().message()));
            case Resolution.Doubtful doubtful ->
                steps.add(Step.unknown("port", doubtful.refusal().message()));
            case Resolution.Found(Requested requested) -> judged(request, requested, steps);
        }
    }

    private void judged(AccessRequest request, Requested requested, List<Step> steps) {
        steps.add(port(requested));
        PortPolicies policies = PortPolicies.of(mesh.catalogue().policiesIn(requested.portNamespace()));
        Contract contract = requested.contract();
        Tenure tenure = Tenure.of(request, mesh.resolver().standing(request), request.getStatus());
        Lease lease = tenure.lease(tenure.state(null, now));
        List<PolicyTrial> trials = PolicyTrial.of(
                requested.ask(), contract, policies.valid(), policies.invalid(), enforcement, lease, now);
        if (trials.isEmpty()) {
            steps.add(Step.no("policy", "domain " + requested.ask().port().domain() + " has no Policy"));
        }
        trials.forEach(trial -> steps.add(step(trial)));
        if (contract != null) {
            Guards guards = RequestGuards.of(mesh.catalogue(), requested.ask());
            Decision decision = new Verdict(requested, tenure, policies, guards)
                    .decide(enforcement, null, now, contract)
                    .decision();
            steps.add(decision(request, requested, decision));
        }
    }

    private static Step port(Requested requested) {
        String name = requested.ask().port() + " of product "
                + requested.ask().port().domain() + "/"
                + requested.product().getMetadata().getName();
        if (requested.contract() == null) {
            return Step.no("port", name + ": its contract can't be read; its owner has to correct it");
        }
        if (!requested.served()) {
            OutputPort port = requested.port();
            Condition ready = port.getStatus() == null ? null : port.getStatus().condition(READY.wireName());
            return Step.no(
                    "port",
                    name + " is not served with this contract (yet)"
                            + (ready == null ? "; the operator has not looked at it" : "; " + ready.message()));
        }
        return Step.yes("port", name + " is served, from StoreClass " + requested.className());
    }

    private static Step step(PolicyTrial trial) {
        Step.Mark mark = switch (trial.outcome()) {
            case ALLOWS -> Step.Mark.YES;
            case OVER, SHOWS_NOTHING, INVALID -> Step.Mark.NO;
            case ANOTHER -> Step.Mark.ASIDE;
        };
        return new Step(mark, "policy", "Policy " + trial.policy() + " " + trial.because());
    }

    private Step decision(AccessRequest request, Requested requested, Decision decision) {
        return switch (decision) {
            case Decision.Approved approved -> {
                boolean acted = isTrue(request, APPROVED);
                yield acted
                        ? Step.yes(
                                "decision",
                                "allowed"
                                        + (approved.notAfter() == null ? "" : " until " + approved.notAfter())
                                        + (approved.guards().isEmpty()
                                                ? ""
                                                : ", within Guardrail "
                                                        + String.join(
                                                                ", ",
                                                                approved.guards().stream()
                                                                        .map(GuardUse::name)
                                                                        .toList()))
                                        + (approved.asides().isEmpty()
                                                ? ""
                                                : "; beside it: " + String.join("; ", approved.asides())))
                        : Step.unknown(
                                "decision",
                                "allowed, but the operator has not said so yet; wait, or see whether it runs");
            }
            case Decision.Expired expired -> Step.no("decision", expired.because());
            case Decision.NoPolicy no -> Step.no("decision", no.message() + NextStep.contact(requested));
            case Decision.Denied denied -> Step.no("guardrail", denied.message());
            case Decision.NotEnforceable no -> Step.no("decision", no.message() + NextStep.contact(requested));
        };
    }

    /** In the operator's own words, which it may say although the caller may not see what they are about. */
    private static void told(AccessRequest request, List<Step> steps) {
        AccessRequestStatus status = request.getStatus();
        List<Condition> conditions = status == null ? List.of() : status.conditions();
        conditions.stream()
                .filter(condition -> Stream.of(GRANTED, VERIFIED, READY)
                        .noneMatch(type -> type.wireName().equals(condition.type())))
                .forEach(condition -> steps.add(told(condition)));
    }

    private static Step told(Condition condition) {
        Step.Mark mark = switch (condition.status()) {
            case Condition.TRUE -> Step.Mark.YES;
            case Condition.FALSE -> Step.Mark.NO;
            default -> Step.Mark.UNKNOWN;
        };
        return new Step(mark, condition.type(), condition.message());
    }

    private static void outdated(AccessRequest request, List<Step> steps) {
        Long observed = request.getStatus() == null ? null : request.getStatus().observedGeneration();
        if (observed == null || observed < 0) {
            steps.add(Step.no("operator", "the operator has not looked at the request; see whether it runs"));
        } else if (!observed.equals(request.getMetadata().getGeneration())) {
            steps.add(Step.unknown(
                    "operator", "the operator has not looked at the newest spec; wait, or see whether it runs"));
        }
    }

    private void granted(AccessRequest request, List<Step> steps) {
        AccessRequestStatus status = request.getStatus();
        if (status == null) {
            return;
        }
        AccessRequestStatus.Grant grant = status.grant();
        if (grant != null) {
            String times = "began at " + grant.startTime()
                    + (grant.notAfter() == null ? ", without end" : ", ends at " + grant.notAfter());
            steps.add(isOver(grant) ? Step.no("lease", times + ", which has passed") : Step.yes("lease", times));
        }
        Condition stored = status.condition(GRANTED.wireName());
        if (stored != null && !Condition.UNKNOWN.equals(stored.status())) {
            Step told = told(stored);
            steps.add(new Step(
                    told.mark(),
                    "store",
                    grant == null
                            ? told.text()
                            : told.text() + " (StoreClass " + grant.storeClassName() + ", schema " + grant.schema()
                                    + ")"));
        }
        Condition verified = status.condition(VERIFIED.wireName());
        if (verified != null && !Condition.UNKNOWN.equals(verified.status())) {
            Step told = told(verified);
            steps.add(new Step(told.mark(), "proof", status.proof() == null ? told.text() : status.proof()));
        }
        AccessRequestStatus.Binding binding = status.binding();
        if (binding != null) {
            steps.add(secret(request, binding.name()));
        }
    }

    private Step secret(AccessRequest request, String name) {
        String where = request.getMetadata().getNamespace() + "/" + name;
        return switch (secrets.of(request.getMetadata().getNamespace(), name)) {
            case THERE -> Step.yes("secret", "Secret " + where + " holds the credential");
            case ABSENT ->
                Step.no(
                        "secret",
                        "Secret " + where + " is gone; the operator makes it anew at its next look, within half an hour"
                                + " by default");
            case NOT_ALLOWED ->
                Step.unknown("secret", "Secret " + where + " should hold the credential; your account may not see it");
        };
    }

    private boolean works(AccessRequest request, List<Step> steps) {
        AccessRequestStatus status = request.getStatus();
        return isTrue(request, READY)
                && status != null
                && status.grant() != null
                && !isOver(status.grant())
                && steps.stream()
                        .noneMatch(step ->
                                step.mark() == Step.Mark.NO && step.subject().equals("secret"));
    }

    private String next(AccessRequest request, List<Step> steps, boolean works) {
        AccessRequestStatus status = request.getStatus();
        String namespace = request.getMetadata().getNamespace();
        String name = request.getMetadata().getName();
        if (works && status != null && status.grant() != null && status.binding() != null) {
            return "read from schema " + status.grant().schema() + " with Secret "
                    + status.binding().name();
        }
        if (status != null && status.suggestedPolicy() != null) {
            return "give this draft to domain " + request.getSpec().portRef().domain() + ": kubectl -n " + namespace
                    + " get accessrequests.roadstead.dev " + name + " -o jsonpath='{.status.suggestedPolicy}'";
        }
        return firstBut(steps, "policy", Step.Mark.NO)
                .or(() -> firstBut(steps, "policy", Step.Mark.UNKNOWN))
                .map(RequestChain::remedy)
                .orElse("kubectl -n " + namespace + " describe accessrequests.roadstead.dev " + name);
    }

    /** The first step in the way that is not one Policy of many. */
    private static Optional<Step> firstBut(List<Step> steps, String subject, Step.Mark mark) {
        return steps.stream()
                .filter(step -> step.mark() == mark && !step.subject().equals(subject))
                .findFirst();
    }

    /** Messages name the cause first, and after a semicolon what to do. */
    private static String remedy(Step step) {
        int cut = step.text().indexOf("; ");
        return cut < 0 ? step.text() : step.text().substring(cut + 2);
    }

    private boolean isOver(AccessRequestStatus.Grant grant) {
        @Nullable String notAfter = grant.notAfter();
        return notAfter != null && !now.isBefore(Instant.parse(notAfter));
    }

    private static boolean isTrue(AccessRequest request, ConditionType type) {
        return request.getStatus() != null && LiveAccess.holds(request.getStatus(), type);
    }

    private static String subject(ConditionType about) {
        return about == ConditionType.ACCEPTED ? "request" : "port";
    }
}
