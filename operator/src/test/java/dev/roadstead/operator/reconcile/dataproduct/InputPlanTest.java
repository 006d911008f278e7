package dev.roadstead.operator.reconcile.dataproduct;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.reconcile.InputRequest;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputPlanTest {

    private final DataProductSpec.Input v1 = input("departures", "v1");
    private final DataProductSpec.Input v2 = input("departures", "v2");

    @Test
    void makesWhatIsMissing() {
        assertEquals(List.of(v1), InputPlan.of(product(v1), List.of()).create());
        assertEquals(
                List.of(),
                InputPlan.of(product(v1), List.of(request(v1, false))).create());
    }

    @Test
    void removesWhatNoInputNeeds() {
        AccessRequest left = request(v1, true);
        assertEquals(List.of(left), InputPlan.of(product(), List.of(left)).delete());
    }

    @Test
    void keepsTheOldAccessUntilTheNewOneIsVerifiedAndForAWhile() {
        AccessRequest old = request(v1, true);
        InputPlan moving = InputPlan.of(product(v2), List.of(old));
        assertEquals(List.of(v2), moving.create());
        assertEquals(List.of(), moving.delete());
        assertEquals(Map.of("departures", List.of(old)), moving.former());

        InputPlan waiting = InputPlan.of(product(v2), List.of(old, request(v2, false)));
        assertEquals(List.of(), waiting.delete());
        assertEquals(List.of(), waiting.outgoing(), "nobody knows when");

        AccessRequest now = request(v2, true);
        InputPlan moved = InputPlan.of(product(v2), List.of(old, now));
        assertEquals(List.of(), moved.delete());
        assertEquals(List.of(new InputPlan.Outgoing(old, now)), moved.outgoing());

        handOver(old);
        InputPlan told = InputPlan.of(product(v2), List.of(old, now));
        assertEquals(List.of(), told.outgoing(), "its end does not move");
        assertEquals(List.of(), told.delete());
        old.setStatus(null);
        assertEquals(List.of(old), InputPlan.of(product(v2), List.of(old, now)).delete(), "its time is over");
    }

    @Test
    void whatWasReadBeforeThatGoesOnToo() {
        AccessRequest first = request(v1, true);
        AccessRequest second = request(v2, true);
        handOver(first);
        InputPlan plan = InputPlan.of(product(input("departures", "v3")), List.of(first, second));
        assertEquals(
                List.of(first, second),
                plan.former().get("departures").stream()
                        .sorted(Comparator.comparing(
                                request -> request.getSpec().portRef().version()))
                        .toList());
        assertEquals(List.of(), plan.delete());
    }

    @Test
    void anInputThatComesBackLosesTheEnd() {
        AccessRequest first = request(v1, true);
        handOver(first);
        InputPlan back = InputPlan.of(product(v1), List.of(first, request(v2, true)));
        assertEquals(List.of(first), back.returning());
        assertEquals(
                List.of("v2"),
                back.outgoing().stream()
                        .map(outgoing -> outgoing.request().getSpec().portRef().version())
                        .toList());
    }

    private static void handOver(AccessRequest request) {
        request.getMetadata().setAnnotations(Map.of(InputRequest.HANDED_OVER_TO, "another"));
    }

    @Test
    void anOldRequestThatNeverWorkedBridgesNothing() {
        AccessRequest old = request(v1, false);
        assertEquals(List.of(old), InputPlan.of(product(v2), List.of(old)).delete());
    }

    @Test
    void aRetiredProductReadsNothing() {
        AccessRequest request = request(v1, true);
        DataProduct retired = product(Lifecycle.RETIRED, v1);
        InputPlan plan = InputPlan.of(retired, List.of(request));
        assertEquals(List.of(request), plan.delete());
        assertTrue(plan.create().isEmpty());
    }

    private static DataProduct product(DataProductSpec.Input... inputs) {
        return product(Lifecycle.ACTIVE, inputs);
    }

    private static DataProduct product(Lifecycle lifecycle, DataProductSpec.Input... inputs) {
        var product = new DataProduct();
        product.setMetadata(new ObjectMetaBuilder()
                .withName("delays")
                .withNamespace("insights")
                .withUid("uid")
                .build());
        product.setSpec(new DataProductSpec(null, null, null, null, lifecycle, List.of(), List.of(inputs)));
        return product;
    }

    private static DataProductSpec.Input input(String name, String version) {
        return new DataProductSpec.Input(
                name, new PortRef("flights", "departures", version), "delay-analysis", List.of(), null, null);
    }

    private static AccessRequest request(DataProductSpec.Input input, boolean verified) {
        AccessRequest request = InputRequest.of(product(), input);
        if (verified) {
            request.setStatus(new AccessRequestStatus(
                    1L,
                    List.of(new Condition("Ready", "True", "Ready", "", "2026-11-23T00:00:00Z", 1L)),
                    "insights",
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    null,
                    null,
                    null));
        }
        return request;
    }
}
