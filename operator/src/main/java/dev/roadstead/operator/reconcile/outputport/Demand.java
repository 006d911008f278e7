package dev.roadstead.operator.reconcile.outputport;

import static dev.roadstead.operator.status.ConditionType.APPROVED;
import static dev.roadstead.operator.status.ConditionType.READY;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.OutputPortStatus.WaitingRequest;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Waiting;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who reads a port and who waits for it. Pure. The owner can't look into the namespaces of those who ask, so what he needs to
 * decide comes to him.
 *
 * @param queue the longest waiting first, at most ten
 */
record Demand(int consumers, int waiting, List<WaitingRequest> queue) {

    private static final int LONGEST_QUEUE = 10;

    /** @param requests for any version of the port, from whichever domain */
    static Demand of(List<AccessRequest> requests) {
        List<AccessRequest> alive = requests.stream()
                .filter(request -> !request.isMarkedForDeletion())
                .toList();
        List<WaitingRequest> queue = alive.stream()
                .filter(Waiting::forPolicy)
                .flatMap(request -> line(request).stream())
                .sorted(Comparator.comparing(Demand::since)
                        .thenComparing(WaitingRequest::domain)
                        .thenComparing(WaitingRequest::name))
                .toList();
        int consumers = Math.toIntExact(alive.stream()
                .filter(request -> condition(request, READY)
                        .filter(ready -> Condition.TRUE.equals(ready.status()))
                        .isPresent())
                .count());
        return new Demand(
                consumers, queue.size(), queue.stream().limit(LONGEST_QUEUE).toList());
    }

    private static Optional<WaitingRequest> line(AccessRequest request) {
        return Optional.ofNullable(request.getStatus().domain())
                .map(domain -> new WaitingRequest(
                        domain,
                        request.getMetadata().getName(),
                        request.getSpec().portRef().version(),
                        request.getSpec().purpose(),
                        condition(request, APPROVED)
                                .map(Condition::lastTransitionTime)
                                .orElse(null),
                        request.getStatus().suggestedPolicy()));
    }

    private static String since(WaitingRequest request) {
        return request.since() == null ? "" : request.since();
    }

    private static Optional<Condition> condition(AccessRequest request, ConditionType type) {
        return Optional.ofNullable(request.getStatus()).map(status -> status.condition(type.wireName()));
    }
}
