package dev.roadstead.operator.admission;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.access.GuardMode;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.Requirements;
import dev.roadstead.operator.requirement.Demands;
import dev.roadstead.operator.requirement.Shortfall;
import dev.roadstead.operator.source.ContractSources;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Guardrails demand of whoever publishes. Only what the proposal itself brings counts: an object that falls short already can
 * be changed as long as it does not get worse.
 */
final class RequirementCheck implements AdmissionCheck {

    /** Enough to mend a table in one go. */
    private static final int SHOWN = 20;

    private final Requirements requirements;
    private final ContractSources sources;

    /** @param sources knows the contracts that do not stand in the spec */
    RequirementCheck(Requirements requirements, ContractSources sources) {
        this.requirements = requirements;
        this.sources = sources;
    }

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        HasMetadata object = proposal.object();
        boolean publishes = proposal.after() != null && (object instanceof DataProduct || object instanceof OutputPort);
        return publishes
                ? catalogue
                        .domainOf(object.getMetadata().getNamespace())
                        .map(domain -> check(proposal, domain))
                        .orElse(Opinion.NONE)
                : Opinion.NONE;
    }

    private Opinion check(Proposal proposal, Domain domain) {
        Demands demands = requirements.on(domain);
        List<Shortfall> introduced =
                Shortfall.introduced(before(proposal, demands, domain), after(proposal, demands, domain));
        List<String> warnings = new ArrayList<>(messages(introduced, shortfall -> shortfall.mode() == GuardMode.WARN));
        if (proposal.before() == null) {
            demands.unclear().ifPresent(warnings::add);
        }
        return new Opinion(messages(introduced, Shortfall::isEnforced), warnings);
    }

    private List<Shortfall> before(Proposal proposal, Demands demands, Domain domain) {
        return proposal.before(DataProduct.class)
                .map(product -> requirements.shortfalls(demands, domain, product))
                .or(() -> proposal.before(OutputPort.class)
                        .map(port -> requirements.shortfalls(demands, domain, port, port.getStatus())))
                .orElse(List.of());
    }

    private List<Shortfall> after(Proposal proposal, Demands demands, Domain domain) {
        Optional<OutputPort> known = proposal.before(OutputPort.class);
        return proposal.after(DataProduct.class)
                .map(product -> requirements.shortfalls(demands, domain, product))
                .or(() -> proposal.after(OutputPort.class)
                        .map(port -> requirements.shortfalls(
                                demands,
                                domain,
                                port,
                                versions(demands, port, known.orElse(null)),
                                known.map(OutputPort::getStatus).orElse(null))))
                .orElse(List.of());
    }

    /** Nothing is read for whom nothing is demanded. */
    private List<OutputPortSpec.Version> versions(Demands demands, OutputPort port, @Nullable OutputPort before) {
        return demands.guards().isEmpty()
                ? port.getSpec().versions()
                : sources.proposed(port, before).versions();
    }

    private static List<String> messages(List<Shortfall> shortfalls, Predicate<Shortfall> which) {
        List<String> all =
                shortfalls.stream().filter(which).map(Shortfall::message).toList();
        return all.size() > SHOWN
                ? Stream.concat(all.stream().limit(SHOWN), Stream.of("and " + (all.size() - SHOWN) + " more"))
                        .toList()
                : all;
    }
}
