package dev.roadstead.operator.protection;

import static dev.roadstead.operator.status.ConditionType.APPROVED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import java.util.Comparator;
import java.util.Optional;

/**
 * Who is granted access to a version of a port.
 *
 * @param domain of the consumer
 * @param name of the product that reads, or else of the request
 */
public record Consumer(String domain, String name, String version) implements Comparable<Consumer> {

    private static final Comparator<Consumer> ORDER =
            Comparator.comparing(Consumer::domain).thenComparing(Consumer::name).thenComparing(Consumer::version);

    /** The consumer behind a request, if access is granted and meant to stay. */
    public static Optional<Consumer> of(AccessRequest request, Optional<AccessRequestStatus> status) {
        if (request.isMarkedForDeletion()) {
            return Optional.empty();
        }
        return status.filter(Consumer::isLive)
                .flatMap(live -> Optional.ofNullable(live.domain()))
                .map(domain -> of(request, domain));
    }

    public static Consumer of(AccessRequest request, String domain) {
        return new Consumer(
                domain,
                request.getSpec().consumer() == null
                        ? request.getMetadata().getName()
                        : request.getSpec().consumer().productName(),
                request.getSpec().portRef().version());
    }

    /** What is refused or has expired protects nothing, even while the store can't be told. */
    private static boolean isLive(AccessRequestStatus status) {
        Condition approved = status.condition(APPROVED.wireName());
        return status.grant() != null && (approved == null || !Condition.FALSE.equals(approved.status()));
    }

    @Override
    public int compareTo(Consumer other) {
        return ORDER.compare(this, other);
    }

    /** Domain and product, or domain and request. */
    public String who() {
        return domain + "/" + name;
    }

    @Override
    public String toString() {
        return who() + " (" + version + ")";
    }
}
