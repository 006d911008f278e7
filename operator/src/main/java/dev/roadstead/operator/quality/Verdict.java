package dev.roadstead.operator.quality;

import dev.roadstead.operator.quality.Check.Topic;
import dev.roadstead.operator.quality.Outcome.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a port's condition says about one topic.
 *
 * @param state what is known
 * @param message what was expected and found; the same as long as that is
 */
public record Verdict(State state, String message) {
    /** How many findings are told one by one. */
    private static final int SHOWN = 10;

    /** What is known. */
    public enum State {
        HOLDS,
        FAILS,
        /** Something could not be told, and nothing is known to fail. */
        ERROR,
        /** Nobody has looked yet. */
        PENDING
    }

    /**
     * A version of the port.
     *
     * @param deviations of its tables from its contract
     * @param outcomes of its checks as far as they have been made
     */
    public record Version(String name, List<Deviation> deviations, List<Check> checks, Map<Check, Outcome> outcomes) {
        public Version {
            deviations = List.copyOf(deviations);
            checks = List.copyOf(checks);
            outcomes = Map.copyOf(outcomes);
        }
    }

    /** About one topic; empty if no version has anything to say about it. */
    public static Optional<Verdict> of(Topic topic, List<Version> versions) {
        Sorted sorted = new Sorted(versions.size() > 1);
        versions.forEach(version -> sorted.add(topic, version));
        return topic != Topic.CONTRACT && sorted.checks == 0 ? Optional.empty() : Optional.of(sorted.verdict(topic));
    }

    private static final class Sorted {
        private final boolean named;
        private final List<String> fails = new ArrayList<>();
        private final List<String> errors = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        private int checks;
        private int pending;

        /** @param named whether a version has to be told from others */
        Sorted(boolean named) {
            this.named = named;
        }

        void add(Topic topic, Version version) {
            String prefix = named ? version.name() + ": " : "";
            if (topic == Topic.CONTRACT) {
                version.deviations().stream()
                        .filter(deviation -> !deviation.kind().isAboutRows())
                        .forEach(deviation -> fails.add(prefix + deviation));
            }
            for (Check check : version.checks()) {
                if (check.topic() == topic) {
                    add(prefix, check, version.outcomes().get(check));
                }
            }
        }

        private void add(String prefix, Check check, @Nullable Outcome outcome) {
            checks++;
            if (outcome == null) {
                pending++;
            } else if (outcome.result() != Result.HOLDS) {
                List<String> where = check.binds() ? outcome.result() == Result.FAILS ? fails : errors : told;
                where.add(prefix + outcome.text());
            }
        }

        Verdict verdict(Topic topic) {
            if (!fails.isEmpty()) {
                List<String> all = new ArrayList<>(fails);
                all.addAll(errors);
                return new Verdict(State.FAILS, listed(all) + alsoTold());
            }
            if (!errors.isEmpty()) {
                return new Verdict(State.ERROR, listed(errors) + alsoTold());
            }
            return pending > 0
                    ? new Verdict(State.PENDING, "the data has not been checked yet; this happens by itself")
                    : new Verdict(State.HOLDS, holds(topic) + alsoTold());
        }

        private String holds(Topic topic) {
            int binding = checks - told.size();
            return switch (topic) {
                case CONTRACT ->
                    checks == 0
                            ? "the tables are as the contracts say"
                            : "the tables are as the contracts say, and rows where the tables do not enforce it";
                case QUALITY -> binding == 1 ? "1 rule holds" : binding + " rules hold";
                case FRESHNESS -> binding == 1 ? "1 promise is kept" : binding + " promises are kept";
            };
        }

        private String alsoTold() {
            return told.isEmpty() ? "" : ". No error by its severity: " + listed(told);
        }

        private static String listed(List<String> texts) {
            String shown = String.join("; ", texts.subList(0, Math.min(SHOWN, texts.size())));
            return texts.size() <= SHOWN ? shown : shown + "; and " + (texts.size() - SHOWN) + " more";
        }
    }
}
