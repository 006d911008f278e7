package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.DriftListener;
import dev.roadstead.operator.backend.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found and what became of it. Remembers what could not be put right, so that it is not tried again at every
 * pass, and tells the listener when something is new. Not thread-safe, but for {@link #listen}.
 */
final class DriftBook {
    private static final Logger log = LoggerFactory.getLogger(DriftBook.class);
    private final String className;
    private final List<Finding> repaired = new ArrayList<>();
    private List<Finding> remaining = List.of();
    private List<Finding> logged = List.of();
    private final List<Finding> toldRepaired = new ArrayList<>();
    private final List<Finding> toldFound = new ArrayList<>();
    private boolean news;
    private volatile @Nullable DriftListener listener;

    DriftBook(String className) {
        this.className = className;
    }

    /** Until somebody listens, what is found is kept. */
    void listen(DriftListener next) {
        listener = next;
    }

    /**
     * Those worth an attempt: all, as soon as one of them is new or gone (a DBA may have done something about the rest),
     * else only what has never failed.
     */
    List<Repair> worthTrying(List<Repair> found) {
        boolean same =
                found.size() == remaining.size() && found.stream().allMatch(repair -> isRemaining(repair.finding()));
        return same
                ? List.of()
                : found.stream().filter(r -> !r.attempt().isEmpty()).toList();
    }

    private boolean isRemaining(Finding finding) {
        return remaining.stream().anyMatch(finding::isSameAs);
    }

    /** What was found and is no longer there. */
    void repaired(List<Finding> findings) {
        for (Finding finding : findings) {
            repaired.add(finding);
            toldRepaired.add(finding);
            news = true;
        }
    }

    /** Everything that is still there. */
    void remaining(List<Finding> findings) {
        boolean same = findings.size() == remaining.size() && findings.stream().allMatch(this::isRemaining);
        findings.stream().filter(finding -> !isRemaining(finding)).forEach(toldFound::add);
        // What a DBA has put right ends in the history as well. That it was he, nobody is told.
        remaining.stream()
                .filter(was ->
                        Stream.concat(findings.stream(), toldRepaired.stream()).noneMatch(was::isSameAs))
                .forEach(toldRepaired::add);
        remaining = List.copyOf(findings);
        news |= !same;
    }

    /**
     * For the history: what is new since this was asked last.
     *
     * @param found what stays until a DBA puts it right
     * @param repaired what is gone again
     */
    record News(List<Finding> found, List<Finding> repaired) {}

    News news() {
        News all = new News(List.copyOf(toldFound), List.copyOf(toldRepaired));
        toldFound.clear();
        toldRepaired.clear();
        return all;
    }

    /** Tells what is new, if anything is. */
    void tell() {
        DriftListener to = listener;
        if (!news || to == null) {
            return;
        }
        log("drift-repaired", repaired);
        log(
                "drift-remains",
                remaining.stream()
                        .filter(finding -> logged.stream().noneMatch(finding::isSameAs))
                        .toList());
        logged = remaining;
        to.drift(List.copyOf(repaired), remaining);
        repaired.clear();
        news = false;
    }

    /** One line each, without its statement: that may hold literals. */
    private void log(String event, List<Finding> findings) {
        findings.forEach(f -> log.warn(
                "event={} class={} kind={} object={} found={}",
                event,
                className,
                f.kind().label(),
                f.object(),
                f.found()));
    }
}
