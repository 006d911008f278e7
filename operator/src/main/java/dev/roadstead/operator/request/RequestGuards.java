package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.operator.access.Ask;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.GuardrailParser;
import dev.roadstead.operator.access.Guards;
import dev.roadstead.operator.access.InvalidGuard;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.GuardrailReach;
import java.util.ArrayList;
import java.util.List;

/** The Guardrails that a request is under, read. */
public final class RequestGuards {

    /** Those about the two domains of the request, as they are now. */
    public static Guards of(Catalogue catalogue, Ask ask) {
        return about(catalogue, catalogue.guardrails().toList(), ask);
    }

    /** Those of them that are about the two domains of the request. */
    public static Guards about(Catalogue catalogue, List<Guardrail> guardrails, Ask ask) {
        return read(guardrails)
                .concerning(
                        GuardrailReach.labels(catalogue.domain(ask.port().domain())),
                        GuardrailReach.labels(catalogue.domain(ask.domain())));
    }

    /** Reads them, whatever they are about; those that are being deleted are none any more. */
    public static Guards read(List<Guardrail> guardrails) {
        List<Guard> valid = new ArrayList<>();
        List<InvalidGuard> invalid = new ArrayList<>();
        for (Guardrail guardrail : guardrails) {
            if (guardrail.isMarkedForDeletion()) {
                continue;
            }
            String name = guardrail.getMetadata().getName();
            long generation = guardrail.getMetadata().getGeneration();
            if (GuardrailParser.parse(name, generation, guardrail.getSpec())
                    instanceof Parsed.Valid<Guard>(Guard read)) {
                valid.add(read);
            } else {
                invalid.add(GuardrailParser.invalid(name, generation, guardrail.getSpec()));
            }
        }
        return new Guards(valid, invalid);
    }

    private RequestGuards() {}
}
