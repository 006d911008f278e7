package dev.roadstead.operator.kube;

import dev.roadstead.api.v1alpha1.Guardrail;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Guardrail concerns the requests it is about and those it was about before; they decide anew, and most find nothing new. */
final class GuardrailFanout implements Fanout<Guardrail> {

    private final GuardrailReach reach;

    GuardrailFanout(Catalogue catalogue) {
        this.reach = new GuardrailReach(catalogue);
    }

    @Override
    public Stream<Wake> of(@Nullable Guardrail old, @Nullable Guardrail now) {
        var changes = Changes.between(old, now);
        return changes.spec() ? changes.states().flatMap(reach::requests).map(Wake::now) : Stream.empty();
    }
}
