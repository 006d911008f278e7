package dev.roadstead.operator.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestSpec;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.backend.LeaseState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenureTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123456Z");
    private static final Instant SECOND = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant BEFORE = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    void aFirstGrantBeginsNowAndItsNumberIsNoRenewal() {
        assertEquals(new LeaseState(SECOND, 4, null), tenure(4, null, "True").state(null, NOW));
    }

    @Test
    void aGreaterNumberRenewsOnce() {
        LeaseState renewed = tenure(1, null, "True").state(LeaseState.from(BEFORE), NOW);
        assertEquals(new LeaseState(BEFORE, 1, SECOND), renewed);
        assertEquals(renewed, tenure(1, null, "True").state(renewed, NOW.plusSeconds(60)));
        assertEquals(renewed, tenure(0, null, "True").state(renewed, NOW.plusSeconds(60)));
    }

    @Test
    void theMemoryThatLeavesLessTimeHolds() {
        var grant = new AccessRequestStatus.Grant(
                null, null, null, BEFORE.toString(), 2, BEFORE.plusSeconds(9).toString(), null, null);
        LeaseState known = new LeaseState(BEFORE, 2, BEFORE.plusSeconds(9));
        assertEquals(known, tenure(2, grant, "True").state(null, NOW));
        assertEquals(known, tenure(2, grant, "True").state(LeaseState.from(BEFORE.plusSeconds(5)), NOW));
        LeaseState newer = new LeaseState(BEFORE.minusSeconds(5), 3, BEFORE.plusSeconds(20));
        assertEquals(newer, tenure(2, grant, "True").state(newer, NOW));
    }

    @Test
    void aTimeThatLiesAheadIsNotBelieved() {
        Instant ahead = Instant.parse("9999-12-31T23:59:59.999999Z");
        LeaseState held = tenure(2, null, "True").state(new LeaseState(ahead, 2, ahead), NOW);
        assertEquals(new LeaseState(SECOND, 2, SECOND), held);
        assertEquals(LeaseState.from(SECOND), tenure(0, null, "True").state(LeaseState.from(NOW.plusSeconds(1)), NOW));
        var grant = new AccessRequestStatus.Grant(null, null, null, ahead.toString(), 0, null, null, null);
        assertEquals(LeaseState.from(SECOND), tenure(0, grant, "True").state(null, NOW));
    }

    @Test
    void aStatusNobodyCanReadTellsNothing() {
        var grant = new AccessRequestStatus.Grant(null, null, null, "yesterday", 2, null, null, null);
        assertEquals(new LeaseState(SECOND, 0, null), tenure(0, grant, "True").state(null, NOW));
    }

    @Test
    void onlyAFailedProofCounts() {
        LeaseState state = LeaseState.from(BEFORE);
        assertEquals(BEFORE, tenure(0, null, "False").lease(state).unprovenSince());
        assertNull(tenure(0, null, "True").lease(state).unprovenSince());
        assertNull(tenure(0, null, "Unknown").lease(state).unprovenSince());
        assertNull(Tenure.of(request(0), new Standing.Independent(), status(null, List.of()))
                .lease(state)
                .unprovenSince());
    }

    private static Tenure tenure(int asked, AccessRequestStatus.Grant grant, String verified) {
        return Tenure.of(
                request(asked),
                new Standing.Independent(),
                status(grant, List.of(new Condition("Verified", verified, "Any", "", BEFORE.toString(), 1L))));
    }

    private static AccessRequest request(int renewal) {
        var request = new AccessRequest();
        request.setSpec(new AccessRequestSpec(
                new PortRef("flights", "departures", "v1"),
                "delay-analysis",
                null,
                List.of(),
                null,
                null,
                renewal,
                null));
        return request;
    }

    private static AccessRequestStatus status(AccessRequestStatus.Grant grant, List<Condition> conditions) {
        return new AccessRequestStatus(
                null, conditions, null, null, null, grant, List.of(), List.of(), null, null, null);
    }
}
