package dev.roadstead.operator.cli;

import dev.roadstead.operator.cli.HistoryOptions.CannotAsk;
import dev.roadstead.operator.history.Chain;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every question of the history has in common. */
abstract class HistoryAsking implements Callable<Integer> {

    static final int FOUND = 0;
    static final int NOTHING = 1;
    static final int CANNOT_ASK = 3;

    /** How the verdict on a history that was not altered begins. */
    static final String INTACT = "intact";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    HistoryOptions options;

    @Override
    public Integer call() {
        return answer(spec, this::ask);
    }

    /** Something that may find nobody to ask. */
    interface Answering {
        int ask() throws CannotAsk;
    }

    static int answer(CommandSpec spec, Answering answering) {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return answering.ask();
        } catch (CannotAsk e) {
            err.println("error: " + e.getMessage());
            return CANNOT_ASK;
        } finally {
            spec.commandLine().getOut().flush();
            err.flush();
        }
    }

    abstract int ask() throws CannotAsk;

    /** A day is its first instant, in UTC. */
    static Instant instant(CommandSpec spec, String option, String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": " + text + " is no time; write 2026-03-01 or 2026-03-01T08:00:00Z",
                    e);
        }
    }

    /** The same, where a history has something to say of it. */
    static Instant past(CommandSpec spec, String option, String text, Instant now) {
        Instant instant = instant(spec, option, text);
        if (instant.isAfter(now)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + ": " + text
                            + " is in the future, and the history tells what was; who can read now is told by"
                            + " roadstead who-can");
        }
        return instant;
    }

    /** The two parts of an address. */
    static String[] address(CommandSpec spec, String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), text + " is no address; write for instance flights/departures");
        }
        return parts;
    }

    /** What is to be said of the history of one store. */
    static String verdict(HistoryOptions.Asked store) {
        Chain chain = store.history().chain(store.head());
        String late = store.history().unrecorded() == 0
                ? ""
                : "; " + store.history().unrecorded() + " ends could not be recorded yet";
        return chain.end(store.history().contracts().keySet())
                .map(broken -> "ALTERED at entry " + broken.seq() + ": " + broken.what() + late)
                .orElseGet(() -> INTACT + " up to entry " + chain.last() + ", "
                        + (store.head() == null
                                ? "but no head of it is known outside"
                                : "compared with the status up to entry "
                                        + store.head().seq())
                        + chain.pruned().map(told -> "; " + told.sentence()).orElse("")
                        + late);
    }
}
