package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the request that an error is about: the error names it, its schema, or its login. */
public final class ErrorQuestion {

    private static final String NOT_FOUND = "no AccessRequest in this cluster has that name, schema or login now";

    private final DriverError error;
    private final Diagnosis diagnosis;

    public ErrorQuestion(DriverError error) {
        this.error = error;
        this.diagnosis = ErrorRules.diagnose(error);
    }

    /** What the text alone tells. */
    public Diagnosis diagnosis() {
        return diagnosis;
    }

    /** Whether the text names anything that a cluster could be asked about. */
    public boolean leadsSomewhere() {
        return diagnosis.request() != null || error.login() != null || error.schema() != null;
    }

    /** With what the cluster says about the request, if it is found there. */
    public Diagnosis answer(MeshView mesh, WhyQuestion why) {
        AccessRequest found = named(mesh)
                .or(() -> by(mesh, AccessRequestStatus.Grant::schema, error.schema()))
                .or(() -> by(mesh, AccessRequestStatus.Grant::login, error.login()))
                .orElse(null);
        if (found == null) {
            return diagnosis.with(null, mesh.gaps().isEmpty() ? List.of(NOT_FOUND) : mesh.gaps());
        }
        return diagnosis.with(why.about(found), mesh.gaps());
    }

    private Optional<AccessRequest> named(MeshView mesh) {
        String request = diagnosis.request();
        if (request == null) {
            return Optional.empty();
        }
        String[] parts = request.split("/", 2);
        return mesh.catalogue().request(parts[0], parts[1]);
    }

    private static Optional<AccessRequest> by(
            MeshView mesh, Function<AccessRequestStatus.Grant, @Nullable String> field, @Nullable String value) {
        return value == null
                ? Optional.empty()
                : mesh.catalogue()
                        .all()
                        .filter(AccessRequest.class::isInstance)
                        .map(AccessRequest.class::cast)
                        .filter(request -> request.getStatus() != null
                                && request.getStatus().grant() != null
                                && Objects.equals(
                                        field.apply(Objects.requireNonNull(
                                                request.getStatus().grant())),
                                        value))
                        .findFirst();
    }
}
