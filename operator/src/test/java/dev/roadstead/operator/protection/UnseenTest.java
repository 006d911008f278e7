package dev.roadstead.operator.protection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.operator.kube.KubernetesClients;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnseenTest {

    private static final Set<String> ALL = Set.of("a", "b", "c");

    private final Unseen unseen = new Unseen();

    /** A lens of which the status names a only. */
    private static AccessRequestStatus.Lens hides(int columns) {
        return KubernetesClients.serialization()
                .unmarshal(
                        "---\n{clear: 1, hidden: " + columns + ", columns: [{name: a, effect: Hidden}]}",
                        AccessRequestStatus.Lens.class);
    }

    @Test
    void whatTheStatusHasNoRoomForIsKnownFromTheGrant() {
        assertEquals(Set.of("a"), unseen.of("r", hides(3)), "nobody has looked yet");
        assertTrue(unseen.granted("r", hides(3), ALL));
        assertFalse(unseen.granted("r", hides(3), Set.copyOf(ALL)), "the same again");
        assertEquals(ALL, unseen.of("r", hides(3)));
        assertEquals(Set.of("a"), unseen.of("other", hides(3)));
        unseen.forget("r");
        assertEquals(Set.of("a"), unseen.of("r", hides(3)));
    }

    /** Another operator may have granted more meanwhile. */
    @Test
    void aStatusThatSaysOtherwiseCounts() {
        unseen.granted("r", hides(3), ALL);
        assertEquals(Set.of("a"), unseen.of("r", hides(2)));
        assertTrue(unseen.granted("r", hides(1), Set.of("a")));
        assertEquals(Set.of("a"), unseen.of("r", hides(3)));
    }
}
