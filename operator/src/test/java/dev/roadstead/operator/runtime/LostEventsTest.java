package dev.roadstead.operator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.kube.Target;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LostEventsTest {
    private final List<Policy> objects = new ArrayList<>();
    private final List<Target> woken = new ArrayList<>();
    private final LostEvents events = new LostEvents(objects::stream, woken::add);

    @AfterEach
    void close() {
        events.close();
    }

    private static Policy deleted(String name, String resourceVersion) {
        Policy policy = new Policy();
        policy.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace("flights")
                .withResourceVersion(resourceVersion)
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .build());
        return policy;
    }

    @Test
    void whatWaitsUnchangedIsToldOnce() {
        objects.add(deleted("stuck", "7"));
        events.look();
        assertEquals(List.of(), woken);
        events.look();
        events.look();
        assertEquals(List.of(new Target(Policy.class, "flights", "stuck")), woken);
    }

    @Test
    void whatHasNoStatusYetIsToldToo() {
        Policy policy = new Policy();
        policy.setMetadata(new ObjectMetaBuilder()
                .withName("anew")
                .withNamespace("flights")
                .withResourceVersion("1")
                .withGeneration(1L)
                .build());
        objects.add(policy);
        events.look();
        events.look();
        assertEquals(List.of(new Target(Policy.class, "flights", "anew")), woken);
    }

    @Test
    void whatMovesOnOrIsGoneIsLeftAlone() {
        objects.add(deleted("moves", "1"));
        events.look();
        objects.set(0, deleted("moves", "2"));
        events.look();
        objects.clear();
        events.look();
        events.look();
        assertEquals(List.of(), woken);
    }

    @Test
    void whatHangsAgainInANewStateIsToldAgain() {
        objects.add(deleted("stuck", "1"));
        events.look();
        events.look();
        objects.set(0, deleted("stuck", "2"));
        events.look();
        events.look();
        assertEquals(2, woken.size());
    }
}
