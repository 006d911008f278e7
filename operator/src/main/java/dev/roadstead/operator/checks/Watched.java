package dev.roadstead.operator.checks;

import dev.roadstead.operator.quality.Check;
import dev.roadstead.operator.quality.Deviation;
import dev.roadstead.operator.quality.Outcome;
import dev.roadstead.operator.quality.Outcome.Result;
import dev.roadstead.operator.quality.Verdict;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a port in one store. Guarded by itself. */
final class Watched {
    private final String namespace;
    private final String name;
    private PortChecks plan;
    private Map<String, Map<Check, Outcome>> outcomes = new HashMap<>();
    /** What the catalogue said when the port was last woken for it. */
    private @Nullable List<List<Deviation>> told;

    private int failures;
    private @Nullable Instant checked;

    Watched(String namespace, String name, PortChecks plan) {
        this.namespace = namespace;
        this.name = name;
        this.plan = plan;
    }

    String namespace() {
        return namespace;
    }

    String name() {
        return name;
    }

    String id() {
        return namespace + "/" + name;
    }

    synchronized PortChecks plan() {
        return plan;
    }

    /** Takes what the port promises now, and tells whether that is something else than before. */
    synchronized boolean expect(PortChecks next) {
        if (next.equals(plan)) {
            return false;
        }
        Map<String, Map<Check, Outcome>> kept = new HashMap<>();
        for (PortChecks.Version version : next.versions()) {
            Map<Check, Outcome> known = new HashMap<>(outcomes.getOrDefault(version.name(), Map.of()));
            known.keySet().retainAll(version.checks());
            kept.put(version.name(), known);
        }
        outcomes = kept;
        plan = next;
        told = null;
        failures = 0;
        return true;
    }

    /**
     * Takes what a round of checks has found.
     *
     * @param of what was checked; ignored if the port promises something else by now
     * @return whether something is otherwise than before
     */
    synchronized boolean found(PortChecks of, Map<String, Map<Check, Outcome>> now, boolean passing, Instant at) {
        if (!of.equals(plan)) {
            return false;
        }
        failures = passing ? failures + 1 : 0;
        checked = at;
        boolean differs = !now.equals(outcomes);
        outcomes = now;
        return differs;
    }

    synchronized @Nullable Outcome known(String version, Check check) {
        return outcomes.getOrDefault(version, Map.of()).get(check);
    }

    synchronized int failures() {
        return failures;
    }

    synchronized @Nullable Instant checked() {
        return checked;
    }

    synchronized List<Verdict.Version> report() {
        return plan.versions().stream()
                .map(version -> new Verdict.Version(
                        version.name(),
                        version.deviations(),
                        version.checks(),
                        outcomes.getOrDefault(version.name(), Map.of())))
                .toList();
    }

    /** Of these versions only. */
    List<Verdict.Version> report(Set<String> versions) {
        return report().stream()
                .filter(version -> versions.contains(version.name()))
                .toList();
    }

    /** Takes what the catalogue says now, and tells whether nobody has been woken for it. */
    synchronized boolean sees(List<List<Deviation>> now) {
        List<List<Deviation>> before = told == null
                ? plan.versions().stream().map(PortChecks.Version::deviations).toList()
                : told;
        told = now;
        return !now.equals(before);
    }

    /** What the catalogue shows to be otherwise than promised was checked too, and fails. */
    synchronized void count(Map<Check.Topic, Map<Result, Integer>> counts) {
        int otherwise = Math.toIntExact(plan.versions().stream()
                .flatMap(version -> version.deviations().stream())
                .filter(deviation -> !deviation.kind().isAboutRows())
                .count());
        counts.computeIfAbsent(Check.Topic.CONTRACT, topic -> new HashMap<>())
                .merge(Result.FAILS, otherwise, Integer::sum);
        outcomes.values()
                .forEach(version -> version.forEach(
                        (check, outcome) -> counts.computeIfAbsent(check.topic(), topic -> new HashMap<>())
                                .merge(outcome.result(), 1, Integer::sum)));
    }
}
