package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.operator.access.GuardUse;
import dev.roadstead.operator.access.PolicyUse;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people can do, in the words of the case at hand. Pure. */
public final class NextStep {

    /** What a statement is told that comes after the end, in a session that knows nothing of Kubernetes. */
    public static String afterTheEnd(
            AccessRequest request, Requested requested, List<PolicyUse> policies, List<GuardUse> guards) {
        String domain = requested.key().port().domain();
        String command = "kubectl -n " + request.getMetadata().getNamespace() + " describe "
                + HasMetadata.getFullResourceName(AccessRequest.class) + " "
                + request.getMetadata().getName();
        if (policies.isEmpty()) {
            return command + "; set a later spec.notAfter there if a Policy of domain " + domain + " still allows it";
        }
        String names =
                policies.stream().map(policy -> domain + "/" + policy.name()).collect(Collectors.joining(", "));
        return command + "; where the Policy lets you renew, raise " + renewal(request) + "; else ask domain " + domain
                + " to raise maxDuration or notAfter of Policy " + names
                + (guards.isEmpty()
                        ? ""
                        : ", or the platform team if a Guardrail ended it: "
                                + guards.stream().map(GuardUse::name).collect(Collectors.joining(", ")));
    }

    private static String renewal(AccessRequest request) {
        return request.getSpec().consumer() == null
                ? "spec.renewal there"
                : "renewal of that input of DataProduct "
                        + request.getSpec().consumer().productName();
    }

    /** Whom to ask; empty if the product names nobody. */
    public static String contact(Requested requested) {
        DataProductSpec.Owner owner = requested.product().getSpec().owner();
        List<String> parts = new ArrayList<>();
        if (owner != null) {
            add(parts, owner.team());
            add(parts, owner.contact());
        }
        return parts.isEmpty()
                ? ""
                : ". The owners of product " + requested.key().port().domain() + "/"
                        + requested.product().getMetadata().getName() + ": " + String.join(", ", parts);
    }

    private static void add(List<String> parts, @Nullable String part) {
        if (part != null) {
            parts.add(part);
        }
    }

    private NextStep() {}
}
