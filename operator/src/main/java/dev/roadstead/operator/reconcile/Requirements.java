package dev.roadstead.operator.reconcile;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.ExceptedRule;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.GuardrailReach;
import dev.roadstead.operator.request.RequestGuards;
import dev.roadstead.operator.requirement.Demands;
import dev.roadstead.operator.requirement.PortFacts;
import dev.roadstead.operator.requirement.ProductFacts;
import dev.roadstead.operator.requirement.Shortfall;
import dev.roadstead.operator.requirement.Sunset;
import dev.roadstead.operator.revision.ServedContracts;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Guardrails demand of products and ports, and how these stand. A product that is retired owes nothing any more. */
public final class Requirements {

    private final Catalogue catalogue;
    private final BackendRegistry backends;
    private final ServedContracts contracts;
    private final StoreBinding binding;
    private final InstantSource clock;

    /**
     * Judges what is in the catalogue.
     *
     * @param contracts of versions whose own do not stand in the spec
     */
    public Requirements(Catalogue catalogue, BackendRegistry backends, ServedContracts contracts, InstantSource clock) {
        this.catalogue = catalogue;
        this.backends = backends;
        this.contracts = contracts;
        this.binding = new StoreBinding(catalogue, backends);
        this.clock = clock;
    }

    /** What is demanded of whoever publishes in this domain now. */
    public Demands on(Domain domain) {
        return Demands.on(
                RequestGuards.read(catalogue.guardrails().toList()), GuardrailReach.labels(Optional.of(domain)));
    }

    /** What a product falls short of. */
    public List<Shortfall> shortfalls(Demands demands, Domain domain, DataProduct product) {
        return demands.guards().isEmpty() || isRetired(product)
                ? List.of()
                : demands.shortfalls(facts(domain, product));
    }

    /**
     * What a port falls short of.
     *
     * @param before what its consumers know of it; null if nothing
     */
    public List<Shortfall> shortfalls(
            Demands demands, Domain domain, OutputPort port, @Nullable OutputPortStatus before) {
        return shortfalls(demands, domain, port, port.getSpec().versions(), before);
    }

    /**
     * What a port falls short of.
     *
     * @param versions of its spec, with the contracts that were read elsewhere, as far as any were
     * @param before what its consumers know of it; null if nothing
     */
    public List<Shortfall> shortfalls(
            Demands demands,
            Domain domain,
            OutputPort port,
            List<OutputPortSpec.Version> versions,
            @Nullable OutputPortStatus before) {
        return demands.guards().isEmpty() || isRetired(port)
                ? List.of()
                : demands.shortfalls(facts(domain, port, known(port, versions), before));
    }

    /** A product as it is judged. */
    public ProductFacts facts(Domain domain, DataProduct product) {
        Map<String, String> classes = new HashMap<>();
        for (DataProductSpec.Store store : product.getSpec().stores()) {
            classOf(domain, product, store).ifPresent(name -> classes.put(store.name(), name));
        }
        return new ProductFacts(product.getMetadata().getName(), product.getSpec(), classes);
    }

    private Optional<String> classOf(Domain domain, DataProduct product, DataProductSpec.Store store) {
        return binding.of(domain, product, store.name())
                        instanceof StoreBinding.Result.Bound(StoreKey key, String className)
                ? Optional.of(className)
                : Optional.ofNullable(store.storeClassName());
    }

    private Map<String, String> classes(Domain domain, OutputPort port, List<OutputPortSpec.Version> versions) {
        Map<String, String> classes = new HashMap<>();
        catalogue
                .product(port.getMetadata().getNamespace(), port.getSpec().dataProductName())
                .ifPresent(product -> versions.forEach(version -> product.getSpec().stores().stream()
                        .filter(store -> store.name().equals(version.store()))
                        .flatMap(store -> classOf(domain, product, store).stream())
                        .forEach(name -> classes.put(version.name(), name))));
        return classes;
    }

    /** Those whose contract lies elsewhere and was not read have the one that was accepted. */
    private List<OutputPortSpec.Version> known(OutputPort port, List<OutputPortSpec.Version> versions) {
        return versions.stream()
                .map(version -> version.contract() == null ? contracts.of(port, version) : version)
                .toList();
    }

    /**
     * A port as it is judged.
     *
     * @param versions of its spec, with the contracts that are known of those that have theirs elsewhere
     * @param before what its consumers know of it
     */
    public PortFacts facts(
            Domain domain, OutputPort port, List<OutputPortSpec.Version> versions, @Nullable OutputPortStatus before) {
        String name = port.getMetadata().getName();
        Instant now = clock.instant();
        Map<String, Sunset> sunsets = new HashMap<>();
        for (OutputPortSpec.Version version : versions) {
            Sunset.told(known(before, version.name()), version, now)
                    .ifPresent(sunset -> sunsets.put(version.name(), sunset));
        }
        boolean excepted = domain.getSpec()
                .exception(ExceptedRule.SUNSET_NOTICE, name, now)
                .isPresent();
        return new PortFacts(name, versions, classes(domain, port, versions), sunsets, now, excepted);
    }

    /** A port as it is judged, with the contracts that are known of versions that have theirs elsewhere. */
    public PortFacts facts(Domain domain, OutputPort port, @Nullable OutputPortStatus before) {
        return facts(domain, port, known(port, port.getSpec().versions()), before);
    }

    /** Whether a store of a product exists: as the status tells, or by its mark, if the status was lost. */
    public boolean isMade(Domain domain, DataProduct product, String store, @Nullable DataProductStatus before) {
        boolean told = before != null
                && before.stores().stream().anyMatch(known -> known.name().equals(store) && known.location() != null);
        return told
                || (binding.of(domain, product, store)
                                instanceof StoreBinding.Result.Bound(StoreKey key, String className)
                        && backends.slot(className) instanceof Slot.Open(var backend)
                        && backend.knows(key));
    }

    public boolean isRetired(OutputPort port) {
        return catalogue
                .product(port.getMetadata().getNamespace(), port.getSpec().dataProductName())
                .filter(Requirements::isRetired)
                .isPresent();
    }

    public static boolean isRetired(DataProduct product) {
        return product.getSpec().lifecycleOrDefault() == Lifecycle.RETIRED;
    }

    /** Says it in the conditions. While nobody knows what is demanded, what was said stays. */
    public static void tell(Conditions conditions, Demands demands, List<Shortfall> shortfalls) {
        if (!demands.unreadable().isEmpty()) {
            conditions.keep(ConditionType.REQUIREMENTS_MET);
        } else if (demands.areTold()) {
            String text = Shortfall.text(Shortfall.told(shortfalls)).orElse(null);
            conditions.is(
                    ConditionType.REQUIREMENTS_MET,
                    text == null,
                    text == null ? Reason.AS_DEMANDED : Reason.REQUIREMENT_NOT_MET,
                    text == null ? "it is as Guardrails demand" : text);
        }
    }

    private static OutputPortStatus.@Nullable Version known(@Nullable OutputPortStatus status, String version) {
        return status == null
                ? null
                : status.versions().stream()
                        .filter(known -> known.name().equals(version))
                        .findFirst()
                        .orElse(null);
    }
}
