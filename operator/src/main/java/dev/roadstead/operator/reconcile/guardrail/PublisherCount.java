package dev.roadstead.operator.reconcile.guardrail;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.GuardrailStatus;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.GuardrailReach;
import dev.roadstead.operator.reconcile.Requirements;
import dev.roadstead.operator.requirement.Demands;
import dev.roadstead.operator.requirement.Shortfall;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How what is published stands to what one Guardrail demands. Answered from memory, anew each time. */
final class PublisherCount {

    /** What the field holds. */
    private static final int LONGEST = 256;

    private static final String CUT = " …";

    private final Catalogue catalogue;
    private final Requirements requirements;

    PublisherCount(Catalogue catalogue, Requirements requirements) {
        this.catalogue = catalogue;
        this.requirements = requirements;
    }

    /**
     * The numbers.
     *
     * @param violating those that fall short, by namespace, kind and name
     */
    record Count(int evaluated, List<GuardrailStatus.Sample> violating) {}

    Count count(Guard guard) {
        int evaluated = 0;
        var violating = new ArrayList<GuardrailStatus.Sample>();
        Demands demands = Demands.of(guard);
        for (Domain domain : domains(guard)) {
            String namespace = Catalogue.namespaceOf(domain);
            for (DataProduct product : catalogue.productsIn(namespace)) {
                if (!product.isMarkedForDeletion() && !Requirements.isRetired(product)) {
                    evaluated++;
                    sample(product, requirements.shortfalls(demands, domain, product))
                            .ifPresent(violating::add);
                }
            }
            for (OutputPort port : catalogue.portsIn(namespace)) {
                if (!port.isMarkedForDeletion() && !requirements.isRetired(port)) {
                    evaluated++;
                    sample(port, requirements.shortfalls(demands, domain, port, port.getStatus()))
                            .ifPresent(violating::add);
                }
            }
        }
        violating.sort(Comparator.comparing(GuardrailStatus.Sample::namespace)
                .thenComparing(GuardrailStatus.Sample::kind)
                .thenComparing(GuardrailStatus.Sample::name));
        return new Count(evaluated, violating);
    }

    private List<Domain> domains(Guard guard) {
        return catalogue
                .domains()
                .filter(domain -> guard.demandsOf(GuardrailReach.labels(Optional.of(domain))))
                .filter(domain -> catalogue
                        .domainOf(Catalogue.namespaceOf(domain))
                        .filter(holder -> holder.getMetadata()
                                .getName()
                                .equals(domain.getMetadata().getName()))
                        .isPresent())
                .toList();
    }

    private static Optional<GuardrailStatus.Sample> sample(HasMetadata object, List<Shortfall> shortfalls) {
        return shortfalls.stream()
                .findFirst()
                .map(first -> new GuardrailStatus.Sample(
                        object.getKind(),
                        object.getMetadata().getNamespace(),
                        object.getMetadata().getName(),
                        text(first, shortfalls.size() - 1)));
    }

    private static String text(Shortfall first, int more) {
        String end = more == 0 ? "" : ", and " + more + " more";
        String text = first.violation().field() + ": " + first.violation().cause();
        int room = LONGEST - end.length();
        if (text.codePointCount(0, text.length()) > room) {
            text = text.substring(0, text.offsetByCodePoints(0, room - CUT.length())) + CUT;
        }
        return text + end;
    }
}
