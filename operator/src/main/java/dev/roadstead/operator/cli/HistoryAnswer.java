package dev.roadstead.operator.cli;

import dev.roadstead.operator.cli.HistoryOptions.CannotAsk;
import dev.roadstead.operator.history.Gaps;
import dev.roadstead.operator.history.KnownNames;
import dev.roadstead.operator.history.Pruned;
import dev.roadstead.operator.history.Question;
import dev.roadstead.operator.history.Sighting;
import dev.roadstead.operator.history.Sightings;
import dev.roadstead.operator.postgres.StoreHistory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;

/** Who could read something, from every store, with what can't be seen. */
final class HistoryAnswer {

    private static final List<String> HEADS =
            List.of("who", "column", "saw", "rows", "purpose", "decided by", "request", "from", "to", "certainty");

    private final CommandSpec spec;
    private final HistoryFormat format;

    HistoryAnswer(CommandSpec spec, HistoryFormat format) {
        this.spec = spec;
        this.format = format;
    }

    /** The stores that are asked. */
    interface Stores {
        HistoryOptions.Outcome each(Consumer<HistoryOptions.Asked> question) throws CannotAsk;
    }

    /** Asks and prints. */
    int print(Question question, Stores stores) throws CannotAsk {
        List<List<String>> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Set<String> clear = new LinkedHashSet<>();
        var ports = new KnownNames("port");
        boolean[] broken = {false};
        boolean[] gone = {false};
        var outcome = stores.each(store -> {
            Optional<Pruned> pruned = store.history().pruned();
            Optional<Question> asked =
                    pruned.map(Pruned::before).map(question::since).orElse(Optional.of(question));
            gone[0] |= !asked.equals(Optional.of(question)) && !question.from().equals(Question.BEGINNING);
            List<Sighting> found = asked.map(q -> answer(store.history(), q)).orElse(List.of());
            if (found.isEmpty()) {
                store.history().ports(ports);
            }
            found.forEach(sighting -> rows.add(row(sighting)));
            found.stream().filter(s -> s.saw().contains("Clear")).forEach(s -> clear.add(s.who()));
            Gaps.of(store.history().watch(), question)
                    .forEach(gap -> notes.add("StoreClass " + store.className() + ": " + gap));
            String verdict = HistoryAsking.verdict(store);
            broken[0] |= !verdict.startsWith(HistoryAsking.INTACT);
            notes.add("StoreClass " + store.className() + ": " + verdict);
        });
        if (rows.isEmpty()) {
            ports.unknown(question.domain(), question.port(), question.column()).ifPresent(notes::addFirst);
            notes.addFirst(
                    "Nobody could, as far as the history tells. Names, tags and classifications are those of that time; look"
                            + " whether they are spelt as they were.");
        }
        notes.addAll(outcome.missing());
        notes.add("Not visible here: backups, snapshots and replicas; whoever could read Secrets or is a database"
                + " administrator; what was actually read" + copies(clear) + ".");
        format.print(
                HEADS,
                rows,
                notes,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        if (!outcome.missing().isEmpty() || gone[0]) {
            return HistoryAsking.CANNOT_ASK;
        }
        return rows.isEmpty() || broken[0] ? HistoryAsking.NOTHING : HistoryAsking.FOUND;
    }

    private static List<Sighting> answer(StoreHistory history, Question question) {
        return Sightings.of(history.recorded(question.from(), question.to()), question);
    }

    private static List<String> row(Sighting s) {
        return List.of(
                s.who(),
                s.column(),
                s.saw(),
                Objects.requireNonNullElse(s.rows(), "all"),
                s.purpose(),
                s.decidedBy(),
                s.request(),
                s.from().toString(),
                s.to() == null ? "" : s.to().toString(),
                s.certainty());
    }

    private static String copies(Set<String> clear) {
        return clear.isEmpty() ? "" : "; copies kept by " + String.join(", ", clear) + " (saw it clear)";
    }
}
