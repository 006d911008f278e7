package dev.roadstead.operator.admission;

import dev.roadstead.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.api.model.StatusDetailsBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionRequest;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** AdmissionReview {@code admission.k8s.io/v1}: JSON in, JSON out. */
final class Reviews {

    private static final int UNPROCESSABLE = 422;

    /** Nobody reads more than a condition holds on a terminal either. */
    private static final int LONGEST_MESSAGE = Conditions.LONGEST_MESSAGE;

    /** A message that names a field first. */
    private static final Pattern FIELD = Pattern.compile("((?:spec|metadata)[^\\s:]*): (.*)", Pattern.DOTALL);

    private final KubernetesSerialization serialization;
    private final InstantSource clock;

    Reviews(KubernetesSerialization serialization, InstantSource clock) {
        this.serialization = serialization;
        this.clock = clock;
    }

    /**
     * What the API server asks.
     *
     * @param proposal empty if it is nothing that anybody here has an opinion on
     */
    record Asked(String uid, Optional<Proposal> proposal) {}

    /**
     * Reads a review.
     *
     * @throws IllegalArgumentException if it is none
     */
    Asked read(byte[] json) {
        AdmissionRequest request = request(json);
        String uid = request.getUid();
        if (uid == null || uid.isEmpty()) {
            throw new IllegalArgumentException("request.uid is missing");
        }
        String subResource = request.getSubResource();
        return new Asked(
                uid,
                subResource == null || subResource.isEmpty()
                        ? operation(request.getOperation()).map(operation -> proposal(operation, request))
                        : Optional.empty());
    }

    /** The answer to a review. */
    byte[] write(Asked asked, Opinion opinion) {
        var response = new AdmissionResponseBuilder()
                .withUid(asked.uid())
                .withAllowed(!opinion.refuses())
                .withWarnings(Warnings.lines(opinion.warnings()));
        if (opinion.refuses()) {
            response.withStatus(new StatusBuilder()
                    .withStatus("Failure")
                    .withCode(UNPROCESSABLE)
                    .withReason("Invalid")
                    .withMessage(message(opinion))
                    .withDetails(asked.proposal()
                            .flatMap(proposal -> details(proposal, opinion))
                            .orElse(null))
                    .build());
        }
        AdmissionReview review =
                new AdmissionReviewBuilder().withResponse(response.build()).build();
        return serialization.asJson(review).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The same, field by field, as the API server itself tells what is invalid: kubectl then prints nothing but this, and not the
     * whole patch before it. Empty if something is not about a field.
     */
    private static Optional<StatusDetails> details(Proposal proposal, Opinion opinion) {
        List<StatusCause> causes = opinion.denials().stream()
                .map(FIELD::matcher)
                .filter(Matcher::matches)
                .map(found -> new StatusCause(found.group(1), cut(found.group(2)), "FieldValueInvalid"))
                .toList();
        HasMetadata object = proposal.object();
        return causes.size() < opinion.denials().size()
                ? Optional.empty()
                : Optional.of(new StatusDetailsBuilder()
                        .withKind(object.getKind())
                        .withName(object.getMetadata().getName())
                        .withCauses(causes)
                        .build());
    }

    private AdmissionRequest request(byte[] json) {
        AdmissionReview review;
        try {
            review = serialization.unmarshal(new ByteArrayInputStream(json), AdmissionReview.class);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the body is no AdmissionReview of admission.k8s.io/v1", e);
        }
        if (review == null || review.getRequest() == null) {
            throw new IllegalArgumentException("the body is no AdmissionReview of admission.k8s.io/v1 with a request");
        }
        return review.getRequest();
    }

    private Proposal proposal(Proposal.Operation operation, AdmissionRequest request) {
        HasMetadata before =
                operation == Proposal.Operation.CREATE ? null : object("oldObject", request.getOldObject());
        HasMetadata after = operation == Proposal.Operation.DELETE ? null : object("object", request.getObject());
        if (after == null && before == null) {
            throw new IllegalArgumentException("request.object is missing");
        }
        Instant now = clock.instant();
        return new Proposal(
                operation,
                before,
                after,
                request.getUserInfo() == null || request.getUserInfo().getUsername() == null
                        ? ""
                        : request.getUserInfo().getUsername(),
                groups(request),
                Boolean.TRUE.equals(request.getDryRun()),
                now);
    }

    private static Set<String> groups(AdmissionRequest request) {
        return request.getUserInfo() == null || request.getUserInfo().getGroups() == null
                ? Set.of()
                : new HashSet<>(request.getUserInfo().getGroups());
    }

    private static Optional<Proposal.Operation> operation(@Nullable String name) {
        return java.util.Arrays.stream(Proposal.Operation.values())
                .filter(operation -> operation.name().equals(name))
                .findFirst();
    }

    /** The API server has checked it against its schema, so what has no name or no spec does not come from there. */
    private static HasMetadata object(String field, @Nullable Object object) {
        if (object instanceof CustomResource<?, ?> resource
                && resource.getSpec() != null
                && resource.getMetadata() != null
                && (resource.getMetadata().getName() != null
                        || resource.getMetadata().getGenerateName() != null)) {
            return resource;
        }
        throw new IllegalArgumentException("request." + field + " is none of the kinds of roadstead.dev");
    }

    /** Several reasons become a list. */
    private static String message(Opinion opinion) {
        var denials = opinion.denials();
        String message = denials.size() == 1
                ? denials.getFirst()
                : IntStream.range(0, denials.size())
                        .mapToObj(i -> "(" + (i + 1) + ") " + denials.get(i))
                        .collect(Collectors.joining("\n"));
        return cut(message);
    }

    private static String cut(String message) {
        return message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message;
    }
}
