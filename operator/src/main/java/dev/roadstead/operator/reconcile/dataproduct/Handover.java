package dev.roadstead.operator.reconcile.dataproduct;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.PostgresStore;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.reconcile.InputRequest;
import dev.roadstead.operator.reconcile.Services;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives the request of an input's former form its end: as long after the new one was verified as an old login works on after a
 * rotation. It stands in the request's spec, so the store keeps it like any other end, with the operator down, too.
 */
final class Handover {

    private static final PatchContext MERGE =
            new PatchContext.Builder().withPatchType(PatchType.JSON_MERGE).build();

    private final Services services;

    Handover(Services services) {
        this.services = services;
    }

    /** The input reads from now on what its new request is for; an end that is nearer stays. */
    void begin(AccessRequest former, AccessRequest successor) {
        Instant end = services.clock().instant().plus(overlap(former)).truncatedTo(ChronoUnit.SECONDS);
        String own = former.getSpec().notAfter();
        patch(
                former,
                successor.getMetadata().getName(),
                own == null || end.isBefore(Instant.parse(own)) ? end.toString() : own);
    }

    /** The input has come back to this request. */
    void takeBack(AccessRequest current) {
        patch(current, null, null);
    }

    private Duration overlap(AccessRequest former) {
        return className(former)
                .flatMap(services.catalogue()::storeClass)
                .map(StoreClass::getSpec)
                .flatMap(spec -> Optional.ofNullable(spec.postgres()))
                .map(PostgresStore::rotationOverlapOrDefault)
                .orElse(RotationPlan.ON_DEMAND.overlap());
    }

    private static Optional<String> className(AccessRequest request) {
        return Optional.ofNullable(request.getStatus())
                .flatMap(status -> Optional.ofNullable(status.grant()))
                .flatMap(grant -> Optional.ofNullable(grant.storeClassName()));
    }

    /** One that is gone meanwhile needs no end. */
    private void patch(AccessRequest request, @Nullable String successor, @Nullable String notAfter) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(InputRequest.HANDED_OVER_TO, successor);
        patch.putObject("spec").put("notAfter", notAfter);
        try {
            services.client().resource(request).patch(MERGE, patch.toString());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
