package dev.roadstead.operator.reconcile.outputport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VersionPlanTest {

    private final OutputPortSpec.Version v1 = version("v1", null);
    private final OutputPortSpec.Version v2 = version("v2", true);
    private final OutputPortSpec.Version unserved = version("v3", false);

    @Test
    void servesWhatIsServedAndEndsTheRest() {
        VersionPlan plan = VersionPlan.of(
                List.of(v1, v2, unserved), Lifecycle.ACTIVE, Set.of("v1", "v3", "v9"), Set.of("v1", "v8"));
        assertEquals(List.of(v1, v2), plan.publish());
        assertEquals(Set.of("v3", "v8", "v9"), plan.release());
    }

    @Test
    void aDeprecatedProductIsServedADraftAndARetiredOneAreNot() {
        assertEquals(
                List.of(v1),
                VersionPlan.of(List.of(v1), Lifecycle.DEPRECATED, Set.of(), Set.of())
                        .publish());
        for (Lifecycle lifecycle : List.of(Lifecycle.DRAFT, Lifecycle.RETIRED)) {
            VersionPlan plan = VersionPlan.of(List.of(v1), lifecycle, Set.of("v1"), Set.of());
            assertEquals(List.of(), plan.publish());
            assertEquals(Set.of("v1"), plan.release());
        }
    }

    private static OutputPortSpec.Version version(String name, Boolean served) {
        var contract = new Contract(null, null, List.of(), List.of(), List.of(), List.of(), null, null, List.of());
        return new OutputPortSpec.Version(name, served, null, null, null, null, contract, null);
    }
}
