package dev.roadstead.operator.reconcile.guardrail;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.operator.access.GuardEffect;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What Guardrails do to requests, as the requests found out when they were last looked at. It lives in memory: after a start
 * it is complete once every request has been looked at, which happens anyway.
 */
public final class GuardTally {

    /** How many examples a status holds. */
    static final int SAMPLES = 10;

    /**
     * @param seen generations of all Guardrails there were
     * @param changes for the Guardrails it was compared with, what they change; empty text if nothing
     */
    private record Entry(Map<String, Long> seen, Map<String, String> changes) {}

    /** What one Guardrail does. */
    public record Count(int evaluated, int violations, List<Sample> samples) {}

    /** One request that a Guardrail changes or refuses. */
    public record Sample(String namespace, String name, String change) {}

    private final Map<String, Entry> byUid = new ConcurrentHashMap<>();
    private final Map<String, Integer> revoked = new ConcurrentHashMap<>();

    /** The generations of some Guardrails. */
    public static Map<String, Long> generations(List<Guardrail> guardrails) {
        return guardrails.stream()
                .collect(Collectors.toMap(
                        guardrail -> guardrail.getMetadata().getName(),
                        guardrail -> guardrail.getMetadata().getGeneration()));
    }

    /**
     * A request was compared.
     *
     * @param seen generations of all Guardrails there are
     * @return names of Guardrails that should count again
     */
    public Set<String> weighed(AccessRequest request, Map<String, Long> seen, List<GuardEffect> effects) {
        Map<String, String> changes = effects.stream()
                .collect(Collectors.toMap(
                        effect -> effect.guard().name(),
                        effect -> effect.change().orElse("")));
        return put(request, new Entry(seen, changes));
    }

    /** A request could not be compared now; what was found before goes on counting. */
    public Set<String> left(AccessRequest request, Map<String, Long> seen) {
        Entry before = byUid.get(request.getMetadata().getUid());
        return put(request, new Entry(seen, before == null ? Map.of() : before.changes()));
    }

    /** A request is gone. */
    public Set<String> forget(AccessRequest request) {
        Entry before = byUid.remove(request.getMetadata().getUid());
        return before == null ? Set.of() : before.changes().keySet();
    }

    /** These Guardrails have ended a grant. */
    public Set<String> revoked(Set<String> names) {
        names.forEach(name -> revoked.merge(name, 1, Integer::sum));
        return names;
    }

    /** How many grants it has ended since this was last asked. */
    int takeRevoked(String name) {
        return Optional.ofNullable(revoked.remove(name)).orElse(0);
    }

    /**
     * The numbers of a Guardrail.
     *
     * @param requests all that it is about
     * @return empty while one of them has not been compared with it as it is now
     */
    Optional<Count> count(Guardrail guardrail, List<AccessRequest> requests) {
        String name = guardrail.getMetadata().getName();
        Long generation = guardrail.getMetadata().getGeneration();
        List<Sample> compared = new ArrayList<>();
        for (AccessRequest request : requests) {
            Entry entry = byUid.get(request.getMetadata().getUid());
            if (entry == null || !Objects.equals(entry.seen().get(name), generation)) {
                return Optional.empty();
            }
            String change = entry.changes().get(name);
            if (change != null) {
                compared.add(sample(request, change));
            }
        }
        List<Sample> violations = compared.stream()
                .filter(sample -> !sample.change().isEmpty())
                .sorted(Comparator.comparing(Sample::namespace).thenComparing(Sample::name))
                .toList();
        return Optional.of(new Count(
                compared.size(),
                violations.size(),
                violations.stream().limit(SAMPLES).toList()));
    }

    private static Sample sample(HasMetadata request, String change) {
        return new Sample(
                request.getMetadata().getNamespace(), request.getMetadata().getName(), change);
    }

    private Set<String> put(AccessRequest request, Entry entry) {
        Entry before = byUid.put(request.getMetadata().getUid(), entry);
        var names = new HashSet<>(entry.seen().keySet());
        if (before != null) {
            names.addAll(before.seen().keySet());
            names.removeIf(
                    name -> Objects.equals(entry.seen().get(name), before.seen().get(name))
                            && Objects.equals(change(entry, name), change(before, name)));
        }
        return names;
    }

    private static @Nullable String change(Entry entry, String name) {
        return entry.changes().get(name);
    }
}
