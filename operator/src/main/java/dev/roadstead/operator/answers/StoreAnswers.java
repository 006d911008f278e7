package dev.roadstead.operator.answers;

import static dev.roadstead.operator.status.ConditionType.READY;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.postgres.StoreGrant;
import dev.roadstead.operator.request.GrantKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the stores say about grants, beside what the statuses say.
 *
 * @param byClass every grant of each StoreClass that could be asked
 * @param gaps why others could not
 */
public record StoreAnswers(Map<String, List<StoreGrant>> byClass, List<String> gaps) {

    static final String AGREES = "agrees";
    static final String NOT_ASKED = "not asked";

    public StoreAnswers {
        byClass = Map.copyOf(byClass);
        gaps = List.copyOf(gaps);
    }

    /** Whether the store has exactly this grant: the same end, address and login, and nobody else at it. */
    String about(LiveAccess access) {
        List<StoreGrant> grants = access.storeClass() == null ? null : byClass.get(access.storeClass());
        if (grants == null) {
            return NOT_ASKED;
        }
        StoreGrant found = grants.stream()
                .filter(grant -> grant.key().equals(access.key()))
                .findFirst()
                .orElse(null);
        if (found == null) {
            return "has no such grant";
        }
        var differences = new ArrayList<String>();
        if (found.ended()) {
            differences.add("has ended it");
        }
        Instant until = access.until() == null ? null : Instant.parse(access.until());
        if (!Objects.equals(found.notAfter(), until)) {
            differences.add("ends it " + (found.notAfter() == null ? "never" : "at " + found.notAfter()));
        }
        if (!found.schema().equals(access.schema())) {
            differences.add("has it at " + found.schema());
        }
        if (access.login() != null && !found.readers().contains(access.login())) {
            differences.add("does not let " + access.login() + " in");
        }
        return differences.isEmpty() ? AGREES : String.join(", ", differences);
    }

    /**
     * Grants that a store honours, and no status tells of.
     *
     * @param undeclared those that no request asks for
     * @param contradicted those that a request asks for, with what it says instead
     */
    record Unexplained(List<String> undeclared, List<String> contradicted) {}

    Unexplained unexplained(
            MeshView mesh,
            List<LiveAccess> declared,
            @Nullable String domain,
            @Nullable PortAddress port,
            Instant now) {
        Map<GrantKey, AccessRequest> requests = mesh.catalogue()
                .requests()
                .collect(Collectors.toMap(
                        request -> GrantKeys.of(request, mesh.domainOf(request)),
                        request -> request,
                        (one, other) -> one));
        var undeclared = new TreeSet<String>();
        var contradicted = new TreeSet<String>();
        honoured(declared, domain, port, now).forEach(found -> {
            AccessRequest request = requests.get(found.grant().key());
            if (request == null) {
                undeclared.add(found.text());
            } else {
                contradicted.add(found.text() + "; " + says(request, declared, found.grant()));
            }
        });
        return new Unexplained(List.copyOf(undeclared), List.copyOf(contradicted));
    }

    private static String says(AccessRequest request, List<LiveAccess> declared, StoreGrant grant) {
        Optional<LiveAccess> elsewhere = declared.stream()
                .filter(access -> access.key().equals(grant.key()))
                .findFirst();
        if (elsewhere.isPresent()) {
            return "it tells of StoreClass " + elsewhere.get().storeClass() + " only";
        }
        Condition ready =
                request.getStatus() == null ? null : request.getStatus().condition(READY.wireName());
        return ready == null
                ? "its status tells nothing yet"
                : "its Ready is " + ready.status() + " (" + ready.reason() + "): " + ready.message();
    }

    private record Honoured(String className, StoreGrant grant) {

        String text() {
            return grant.key() + " in StoreClass " + className + ", made for request " + grant.request()
                    + (grant.orphanedSince() == null ? "" : "; its request is gone since " + grant.orphanedSince());
        }
    }

    private Stream<Honoured> honoured(
            List<LiveAccess> declared, @Nullable String domain, @Nullable PortAddress port, Instant now) {
        Predicate<StoreGrant> asked = grant -> (domain == null
                        || grant.key().subject().domain().equals(domain)
                        || grant.key().port().domain().equals(domain))
                && (port == null || port.names(grant.key().port()));
        return byClass.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream()
                        .filter(grant -> grant.admits(now))
                        .filter(asked)
                        .filter(grant -> declared.stream()
                                .noneMatch(access -> access.key().equals(grant.key())
                                        && entry.getKey().equals(access.storeClass())))
                        .map(grant -> new Honoured(entry.getKey(), grant)));
    }

    /** The StoreClasses that hold something of these grants, or of the stores that could. */
    static List<String> classes(MeshView mesh) {
        return Stream.concat(
                        mesh.catalogue()
                                .storeClasses()
                                .map(storeClass -> storeClass.getMetadata().getName()),
                        LiveAccess.in(mesh, Instant.MIN).stream()
                                .map(LiveAccess::storeClass)
                                .filter(Objects::nonNull))
                .map(String::valueOf)
                .distinct()
                .sorted()
                .toList();
    }
}
