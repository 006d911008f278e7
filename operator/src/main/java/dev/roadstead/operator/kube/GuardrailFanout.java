package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Guardrail concerns the requests it is about and those it was about before; they decide anew, and most find nothing new. What
 * is published in the domains that it demands something of is looked at, too, unless it is only tried.
 */
final class GuardrailFanout implements Fanout<Guardrail> {

    private final Catalogue catalogue;
    private final GuardrailReach reach;

    GuardrailFanout(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.reach = new GuardrailReach(catalogue);
    }

    @Override
    public Stream<Wake> of(@Nullable Guardrail old, @Nullable Guardrail now) {
        var changes = Changes.between(old, now);
        return changes.spec()
                ? Stream.concat(
                        changes.states().flatMap(reach::requests).map(Wake::now),
                        changes.states()
                                .flatMap(reach::publishers)
                                .flatMap(this::published)
                                .map(Wake::spread))
                : Stream.empty();
    }

    private Stream<HasMetadata> published(Domain domain) {
        String namespace = Catalogue.namespaceOf(domain);
        return Stream.of(catalogue.productsIn(namespace), catalogue.portsIn(namespace))
                .flatMap(List::stream);
    }
}
