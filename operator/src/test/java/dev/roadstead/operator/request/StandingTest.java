package dev.roadstead.operator.request;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestSpec;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.reconcile.InputRequest;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {

    private static final PortRef V1 = new PortRef("flights", "departures", "v1");
    private static final PortRef V2 = new PortRef("flights", "departures", "v2");

    @Test
    void aRequestWithoutConsumerStandsForItself() {
        var request = request("mine", V1, "uid");
        request.setSpec(new AccessRequestSpec(V1, "delay-analysis", null, List.of(), null, null, null, null));
        assertInstanceOf(Standing.Independent.class, Standing.of(request, null));
    }

    @Test
    void theRequestOfAnInputIsItsOwn() {
        assertInstanceOf(Standing.Current.class, Standing.of(made(V1), product(V1)));
    }

    @Test
    void theFormerRequestCountsAsLongAsItIsThere() {
        assertInstanceOf(Standing.Former.class, Standing.of(made(V1), product(V2)));
    }

    @Test
    void anybodyElseIsAStranger() {
        assertStranger(made(V1), null, "there is no DataProduct");
        assertStranger(request("other", V1, "uid"), product(V1), "no such input");
        assertStranger(
                request(InputRequest.name("delays", "departures", V1, "delay-analysis"), V1, "another uid"),
                product(V1),
                "did not make this request");
        assertStranger(made(V1), product(Lifecycle.RETIRED, V1), "Retired");
    }

    private static void assertStranger(AccessRequest request, DataProduct product, String cause) {
        var standing = assertInstanceOf(Standing.Stranger.class, Standing.of(request, product));
        assertTrue(
                standing.refusal().message().contains(cause), standing.refusal().message());
    }

    private static AccessRequest made(PortRef port) {
        return request(InputRequest.name("delays", "departures", port, "delay-analysis"), port, "uid");
    }

    private static AccessRequest request(String name, PortRef port, String ownerUid) {
        var request = new AccessRequest();
        request.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace("insights")
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withName("delays")
                        .withUid(ownerUid)
                        .withController(true)
                        .build())
                .build());
        request.setSpec(new AccessRequestSpec(
                port, "delay-analysis", null, List.of(), new AccessRequestSpec.Consumer("delays"), null, null, null));
        return request;
    }

    private static DataProduct product(PortRef port) {
        return product(Lifecycle.ACTIVE, port);
    }

    private static DataProduct product(Lifecycle lifecycle, PortRef port) {
        var product = new DataProduct();
        product.setMetadata(new ObjectMetaBuilder()
                .withName("delays")
                .withNamespace("insights")
                .withUid("uid")
                .build());
        product.setSpec(new DataProductSpec(
                null,
                null,
                null,
                null,
                lifecycle,
                List.of(),
                List.of(new DataProductSpec.Input("departures", port, "delay-analysis", List.of(), null, null))));
        return product;
    }
}
