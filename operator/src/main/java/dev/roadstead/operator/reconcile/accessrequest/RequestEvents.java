package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.VERSION_DEPRECATED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.EventRecorder;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells both sides what happened, when it happens: the consumer at the request, the owner at the port. */
final class RequestEvents {

    private static final Set<String> FOR_THE_OWNER = Set.of(
            Reason.NO_POLICY.wireName(),
            Reason.PURPOSE_NOT_ALLOWED.wireName(),
            Reason.VERSION_NOT_ALLOWED.wireName(),
            Reason.NOTHING_VISIBLE.wireName());

    private final EventRecorder events;
    private final Catalogue catalogue;

    RequestEvents(Services services) {
        this.events = services.events();
        this.catalogue = services.catalogue();
    }

    void tell(AccessRequest request, AccessRequestStatus before, AccessRequestStatus after) {
        if (!isTrue(before, READY) && isTrue(after, READY)) {
            granted(request, after);
        }
        if (became(before, after, GRANTED, Reason.REVOKED)) {
            ended(request, Reason.REVOKED, "Revoke", message(after, APPROVED));
        }
        if (became(before, after, GRANTED, Reason.EXPIRED)) {
            ended(request, Reason.EXPIRED, "Expire", message(after, APPROVED));
        }
        String deprecated = message(after, VERSION_DEPRECATED);
        if (!deprecated.isEmpty() && !deprecated.equals(message(before, VERSION_DEPRECATED))) {
            deprecated(request, after, deprecated);
        }
        String waitsFor = reasonIfFalse(after, APPROVED);
        if (!waitsFor.isEmpty() && !waitsFor.equals(reasonIfFalse(before, APPROVED))) {
            waiting(request, waitsFor, after);
        }
    }

    /** What Guardrails say that only warn, when they begin to. */
    void warn(AccessRequest request, AccessRequestStatus before, List<String> warnings) {
        String told = message(before, APPROVED);
        warnings.stream()
                .filter(warning -> !told.contains(warning))
                .forEach(warning -> events.warning(request, Reason.GUARDRAIL_WARNING, "Warn", warning));
    }

    /** The request itself is gone, and the access with it. */
    void deleted(AccessRequest request, AccessRequestStatus before) {
        if (before.grant() != null && before.binding() != null) {
            port(request)
                    .ifPresent(port -> events.normal(
                            port,
                            Reason.ACCESS_ENDED,
                            "Revoke",
                            who(request) + " no longer reads it: the request was deleted"));
        }
    }

    private void granted(AccessRequest request, AccessRequestStatus after) {
        AccessRequestStatus.Grant grant = after.grant();
        String until = grant == null || grant.notAfter() == null ? "" : " until " + grant.notAfter();
        String secret = after.binding() == null
                ? ""
                : "; the credential is in Secret " + after.binding().name();
        events.normal(
                request,
                Reason.GRANTED_IN_STORE,
                "Grant",
                "can read " + request.getSpec().portRef() + until + secret);
        port(request)
                .ifPresent(port -> events.normal(
                        port,
                        Reason.ACCESS_GRANTED,
                        "Grant",
                        who(request) + " reads version "
                                + request.getSpec().portRef().version() + " for "
                                + request.getSpec().purpose() + until));
    }

    /** A program's people look at their product, and may never have seen the request that it made. */
    private void deprecated(AccessRequest request, AccessRequestStatus after, String message) {
        Condition condition = after.condition(VERSION_DEPRECATED.wireName());
        Reason reason = condition == null
                ? Reason.DEPRECATED
                : Reason.of(condition.reason()).orElse(Reason.DEPRECATED);
        events.warning(request, reason, "Deprecate", message);
        if (request.getSpec().consumer() != null) {
            catalogue
                    .product(
                            request.getMetadata().getNamespace(),
                            request.getSpec().consumer().productName())
                    .ifPresent(product -> events.warning(product, reason, "Deprecate", message));
        }
    }

    private void ended(AccessRequest request, Reason reason, String action, String message) {
        events.warning(request, reason, action, message.isEmpty() ? "the access has ended" : message);
        port(request)
                .ifPresent(port -> events.normal(
                        port, Reason.ACCESS_ENDED, action, who(request) + " no longer reads it: " + reason));
    }

    private void waiting(AccessRequest request, String reason, AccessRequestStatus after) {
        Reason known = Reason.of(reason).orElse(Reason.NO_POLICY);
        if (known == Reason.EXPIRED) {
            return;
        }
        events.normal(request, known, "Wait", message(after, APPROVED));
        if (FOR_THE_OWNER.contains(reason)) {
            port(request)
                    .ifPresent(port -> events.normal(
                            port,
                            Reason.ACCESS_REQUESTED,
                            "Request",
                            who(request) + " asks for version "
                                    + request.getSpec().portRef().version() + " for "
                                    + request.getSpec().purpose()
                                    + "; status.waitingRequests has a Policy that would allow it"));
        }
    }

    private Optional<OutputPort> port(AccessRequest request) {
        PortRef ref = request.getSpec().portRef();
        return catalogue
                .domain(ref.domain())
                .flatMap(domain -> catalogue.port(Catalogue.namespaceOf(domain), ref.name()));
    }

    private String who(AccessRequest request) {
        String namespace = request.getMetadata().getNamespace();
        return catalogue
                        .domainOf(namespace)
                        .map(domain -> domain.getMetadata().getName())
                        .orElse(namespace)
                + "/" + request.getMetadata().getName();
    }

    private static boolean became(
            AccessRequestStatus before, AccessRequestStatus after, ConditionType type, Reason reason) {
        return reasonIfFalse(after, type).equals(reason.wireName())
                && !reasonIfFalse(before, type).equals(reason.wireName());
    }

    private static boolean isTrue(AccessRequestStatus status, ConditionType type) {
        Condition condition = status.condition(type.wireName());
        return condition != null && Condition.TRUE.equals(condition.status());
    }

    private static String reasonIfFalse(AccessRequestStatus status, ConditionType type) {
        Condition condition = status.condition(type.wireName());
        return condition != null && Condition.FALSE.equals(condition.status()) ? condition.reason() : "";
    }

    private static String message(AccessRequestStatus status, ConditionType type) {
        Condition condition = status.condition(type.wireName());
        return condition == null ? "" : condition.message();
    }
}
