package dev.roadstead.operator.reconcile.outputport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.KnownStore;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import dev.roadstead.testing.FakeBackends;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where versions lie, and what their port says when one of their stores can't be used. */
class PortPlacesTest {

    private static final PortPlace DOWN =
            new PortPlace.Missing(ConditionType.PROVISIONED, StoreFailure.storeClassNotReady("b", Reason.PENDING, "x"));
    private static final PortPlace UNKNOWN = new PortPlace.Missing(
            ConditionType.RESOLVED_REFS, new StoreFailure(new Refusal(Reason.STORE_NOT_FOUND, "no store"), false));

    /** Nothing is asked of it. */
    private static final Backend BACKEND = new FakeBackends()
            .open(
                    new StoreSettings(
                            "warehouse",
                            "h",
                            1,
                            "d",
                            "u",
                            FakeBackends.PASSWORD,
                            StoreSettings.TlsMode.DISABLE,
                            null,
                            4,
                            null,
                            10,
                            RotationPlan.ON_DEMAND),
                    "mesh",
                    new KnownStore("", null),
                    new NoKey());

    private final OutputPortSpec spec = spec("{name: v1}, {name: v2, store: lake}, {name: v3, store: main}");

    @Test
    void aVersionLiesInItsOwnStoreOrElseInThePorts() {
        assertEquals("main", spec.storeOf("v1"));
        assertEquals("lake", spec.storeOf("v2"));
        assertEquals("main", spec.storeOf("v9"), "where it would lie");
        var asked = new ArrayList<String>();
        var places = PortPlaces.of(spec, store -> {
            asked.add(store);
            return found(store);
        });
        assertEquals(List.of("main", "lake"), asked, "each store is looked for once");
        assertTrue(places.areSeveral());
        assertEquals("store flights/nyc/main (v1, v3), store flights/nyc/lake (v2)", places.text());
        var one = PortPlaces.of(spec("{name: v1}, {name: v2, store: main}"), PortPlacesTest::found);
        assertFalse(one.areSeveral());
        assertEquals("store flights/nyc/main", one.text());
    }

    @Test
    void aStoreThatCanNotBeUsedLeavesTheOthers() {
        var places = PortPlaces.of(spec, store -> store.equals("main") ? DOWN : found(store));
        assertEquals(Optional.empty(), places.found("v1"));
        assertEquals("lake", places.first().orElseThrow().store().store());
        assertEquals(Lifecycle.ACTIVE, places.lifecycle());
        assertEquals("store flights/nyc/lake (v2)", places.text());
        assertEquals(DOWN, PortPlaces.of(spec, store -> DOWN).missing());
    }

    @Test
    void thePortSaysWhichVersionIsMissing() {
        var places = PortPlaces.of(spec, store -> store.equals("lake") ? DOWN : found(store));
        var down = new VersionState(
                version("v2"), ((PortPlace.Missing) DOWN).failure().about("v2 in store lake: "));
        assertEquals(
                "StoreClassNotReady: v2 in store lake: StoreClass b can't be used now (Pending): x",
                ready(places, new VersionState(version("v1"), null), down));
        assertTrue(new PortReport(List.of(down)).retry());

        var unknown = new VersionState(
                version("v2"),
                ((PortPlace.Missing) UNKNOWN).failure().about("v2 in store laek: "),
                ConditionType.RESOLVED_REFS);
        assertEquals(
                "StoreNotFound: v2 in store laek: no store",
                ready(places, new VersionState(version("v1"), null), unknown));
        assertFalse(new PortReport(List.of(unknown)).retry(), "somebody has to do something");
        assertEquals("Ready: it serves v1", ready(places, new VersionState(version("v1"), null)));
    }

    private static final class NoKey implements MaskKey {
        @Override
        public byte[] forNewStore() {
            return new byte[BYTES];
        }

        @Override
        public byte[] orAdopt(byte[] storeKey) {
            return storeKey;
        }
    }

    private static String ready(PortPlaces places, VersionState... states) {
        Conditions conditions = Conditions.after(List.of(), 1, Clock.systemUTC())
                .isTrue(ConditionType.ACCEPTED, Reason.VALID, "the contracts make sense");
        var report = new PortReport(List.of(states));
        report.resolved(conditions, Optional.empty(), places);
        report.provisioned(conditions, Lifecycle.ACTIVE, Set.of());
        Condition ready = conditions.get(ConditionType.READY).orElseThrow();
        return ready.reason() + ": " + ready.message();
    }

    private static OutputPortStatus.Version version(String name) {
        return new OutputPortStatus.Version(name, VersionState.SERVED, "h", null, "s", null, List.of());
    }

    private static PortPlace found(String store) {
        return new PortPlace.Found(BACKEND, "warehouse", new StoreKey("flights", "nyc", store), Lifecycle.ACTIVE);
    }

    private static OutputPortSpec spec(String versions) {
        return KubernetesClients.serialization()
                .unmarshal("spec: {dataProductName: nyc, store: main, versions: [" + versions + "]}", OutputPort.class)
                .getSpec();
    }
}
