package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.Subject;

/**
 * What a request's grant is called in a store. It follows from the spec alone, which can't be changed, so a grant is found
 * again whatever has become of the status.
 */
public final class GrantKeys {

    /**
     * The grant that a request is for.
     *
     * @param domain the one that the request is of
     */
    public static GrantKey of(AccessRequest request, String domain) {
        PortRef port = request.getSpec().portRef();
        return new GrantKey(
                subject(request, domain),
                new PortKey(port.domain(), port.name(), port.version()),
                request.getSpec().purpose());
    }

    private static Subject subject(AccessRequest request, String domain) {
        return request.getSpec().consumer() == null
                ? new Subject(
                        domain, Subject.Kind.REQUEST, request.getMetadata().getName())
                : new Subject(
                        domain,
                        Subject.Kind.PRODUCT,
                        request.getSpec().consumer().productName());
    }

    private GrantKeys() {}
}
