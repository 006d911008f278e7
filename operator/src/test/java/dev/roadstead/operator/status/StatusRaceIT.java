package dev.roadstead.operator.status;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.PolicySpec;
import dev.roadstead.api.v1alpha1.PolicyStatus;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.testing.DevelopmentCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * JOSDK 5.3 forgets an edit of a spec that arrives while it writes a status itself. Here many objects are edited many
 * times while their status is written, and when all is quiet every status must have been computed from the last spec.
 *
 * <p>The same load with JOSDK's own way to write is the negative control: it shows that the load is one that can lose
 * edits. How many it loses depends on the machine and the moment, so it is reported and never asserted; none at all
 * makes it an assumption that did not hold. When a JOSDK that lost none for some releases is in use, {@link StatusWriter}
 * may be looked at again.
 */
class StatusRaceIT {

    private static final int OBJECTS = 40;
    private static final int EDITS = 15;
    private static final Duration SOON = Duration.ofMinutes(1);
    /** Long beyond any event still on its way; without one, nothing else would ever come. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static DevelopmentCluster cluster;
    private static KubernetesClient admin;

    @BeforeAll
    static void start() {
        cluster = DevelopmentCluster.get();
        cluster.installCrds();
        admin = cluster.newClient();
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void everyEditIsSeenWithTheStatusWriter() throws Exception {
        assertEquals(0, stale(client -> new WithStatusWriter(new StatusWriter(client, Clock.systemUTC()))));
    }

    @Test
    void theSameLoadLosesEditsWithJosdksOwnWay() throws Exception {
        int stale = stale(client -> new WithUpdateControl());
        assumeTrue(stale > 0, "the negative control lost nothing this time");
    }

    /** How many objects have a status of an older spec after everything has become quiet. */
    private static int stale(Function<KubernetesClient, Reconciler<Policy>> way) throws Exception {
        String namespace = cluster.newNamespace("race");
        try (KubernetesClient client = KubernetesClients.open(admin.getConfiguration())) {
            var operator = new Operator(
                    overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
            operator.register(way.apply(client), configuration -> configuration.settingNamespace(namespace));
            operator.start();
            try {
                edit(namespace);
                awaitQuiet(namespace);
                return (int) admin.resources(Policy.class).inNamespace(namespace).list().getItems().stream()
                        .filter(StatusRaceIT::isStale)
                        .count();
            } finally {
                operator.stop();
            }
        }
    }

    private static void edit(String namespace) throws Exception {
        List<Callable<Void>> editors = IntStream.range(0, OBJECTS)
                .<Callable<Void>>mapToObj(object -> () -> {
                    for (int edit = 0; edit <= EDITS; edit++) {
                        admin.resource(policy(namespace, "p" + object, "purpose-" + edit))
                                .forceConflicts()
                                .serverSideApply();
                    }
                    return null;
                })
                .toList();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var done : threads.invokeAll(editors)) {
                done.get();
            }
        }
    }

    /** Until nothing has been written for a while. */
    private static void awaitQuiet(String namespace) {
        var last = new String[] {""};
        await().atMost(SOON).pollInterval(QUIET).until(() -> {
            String now = admin.resources(Policy.class).inNamespace(namespace).list().getItems().stream()
                    .map(policy -> policy.getMetadata().getResourceVersion())
                    .sorted()
                    .toList()
                    .toString();
            boolean quiet = now.equals(last[0]);
            last[0] = now;
            return quiet;
        });
    }

    private static boolean isStale(Policy policy) {
        Long observed = policy.getStatus() == null ? null : policy.getStatus().observedGeneration();
        return !policy.getMetadata().getGeneration().equals(observed);
    }

    private static PolicyStatus seen(Policy policy) {
        return new PolicyStatus(
                policy.getMetadata().getGeneration(),
                List.of(),
                null,
                null,
                policy.getSpec().purposes());
    }

    private static Policy policy(String namespace, String name, String purpose) {
        var policy = new Policy();
        policy.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        policy.setSpec(new PolicySpec(
                new PolicySpec.Ports(List.of("*"), List.of(), Map.of()),
                List.of(new PolicySpec.Consumer("*", null, Map.of())),
                List.of(purpose),
                new PolicySpec.Columns(List.of("*"), null, List.of(), List.of(), Map.of()),
                List.of(),
                null,
                null,
                null,
                List.of(),
                Map.of()));
        return policy;
    }

    /** As all reconcilers here do it. */
    private record WithStatusWriter(StatusWriter writer) implements Reconciler<Policy> {

        @Override
        public UpdateControl<Policy> reconcile(Policy policy, Context<Policy> context) {
            writer.write(policy, seen(policy));
            return UpdateControl.noUpdate();
        }
    }

    /** As JOSDK's documentation does it; the architecture test forbids this outside of tests. */
    private record WithUpdateControl() implements Reconciler<Policy> {

        @Override
        public UpdateControl<Policy> reconcile(Policy policy, Context<Policy> context) {
            var patch = new Policy();
            patch.setMetadata(new ObjectMetaBuilder()
                    .withNamespace(policy.getMetadata().getNamespace())
                    .withName(policy.getMetadata().getName())
                    .build());
            patch.setStatus(seen(policy));
            return UpdateControl.patchStatus(patch);
        }
    }
}
