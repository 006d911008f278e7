package dev.roadstead.operator.kube;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MadeAnewTest {
    private static final Target POLICY = new Target(Policy.class, "flights", "allow");

    private long now = Long.MAX_VALUE - 1;
    private final MadeAnew anew = new MadeAnew(() -> now);

    @Test
    void theSameNameSoonAfterIsAnewOnce() {
        assertFalse(anew.created(POLICY));
        anew.deleted(POLICY);
        later(Duration.ofSeconds(59));
        assertTrue(anew.created(POLICY));
        assertFalse(anew.created(POLICY));
    }

    @Test
    void anotherKindNamespaceOrNameIsNot() {
        anew.deleted(POLICY);
        assertFalse(anew.created(new Target(OutputPort.class, "flights", "allow")));
        assertFalse(anew.created(new Target(Policy.class, "insights", "allow")));
        assertFalse(anew.created(new Target(Policy.class, "flights", "forbid")));
    }

    @Test
    void theLatestDeletionCountsAndIsForgotten() {
        anew.deleted(POLICY);
        later(Duration.ofSeconds(40));
        anew.deleted(POLICY);
        later(Duration.ofSeconds(40));
        assertTrue(anew.created(POLICY));
        anew.deleted(POLICY);
        later(Duration.ofSeconds(61));
        assertFalse(anew.created(POLICY));
    }

    private void later(Duration time) {
        now += time.toNanos();
    }
}
