package dev.roadstead.operator.cli;

import dev.roadstead.operator.cli.HistoryOptions.CannotAsk;
import dev.roadstead.operator.history.Chain;
import dev.roadstead.operator.history.Entry;
import dev.roadstead.operator.history.EntryText;
import dev.roadstead.operator.history.Gaps;
import dev.roadstead.operator.history.Question;
import dev.roadstead.operator.history.Sighting;
import dev.roadstead.operator.history.Sightings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code roadstead history}: who could read what, when, and by whose decision. */
@Command(
        name = "history",
        description = "Ask who could read what, when, and by whose decision; check that the history was not altered.",
        mixinStandardHelpOptions = true,
        subcommands = {HistoryCommand.WhoCouldRead.class, HistoryCommand.OfGrant.class, HistoryCommand.Verify.class})
public final class HistoryCommand implements Callable<Integer> {

    private static final int FOUND = 0;
    private static final int NOTHING = 1;
    private static final int CANNOT_ASK = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** What every question has in common. */
    private abstract static class Asking implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        CommandSpec spec;

        @Mixin
        @SuppressWarnings("NullAway.Init") // set by picocli before call()
        HistoryOptions options;

        @Override
        public Integer call() {
            PrintWriter err = spec.commandLine().getErr();
            try {
                return ask();
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
        Instant instant(String option, String text) {
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

        String[] address(String text) {
            String[] parts = text.split("/", -1);
            if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(), text + " is no address; write for instance flights/departures");
            }
            return parts;
        }
    }

    @Command(
            name = "who-could-read",
            description = {
                "Print who could read a port, a column, or every column with a tag or classification.",
                "Tags, classifications and names are those of the contract at that time. Ends with what can't be seen here."
            },
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "Exit status:%n",
            exitCodeList = {
                "0:somebody could",
                "1:nobody could, or the history was altered",
                "2:wrong usage",
                "3:a store could not be asked"
            })
    static final class WhoCouldRead extends Asking {

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "DOMAIN/PORT[.COLUMN]",
                description = "The port or column, for instance crm/customers.email.")
        private @Nullable String address;

        @Option(names = "--tag", paramLabel = "TAG", description = "Columns with this tag, in any port.")
        private @Nullable String tag;

        @Option(
                names = "--classification",
                paramLabel = "WORD",
                description = "Columns with this classification, in any port.")
        private @Nullable String classification;

        @Option(names = "--domain", paramLabel = "NAME", description = "Only ports of this domain.")
        private @Nullable String domain;

        @Option(names = "--from", paramLabel = "TIME", description = "The first instant. Default: the beginning.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "TIME", description = "The instant after the last. Default: now.")
        private @Nullable String to;

        @Option(names = "--at", paramLabel = "TIME", description = "One instant, instead of --from and --to.")
        private @Nullable String at;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORMAT",
                defaultValue = "table",
                description = "table, json or csv. Default: ${DEFAULT-VALUE}.")
        @SuppressWarnings("NullAway.Init") // has a default
        private HistoryFormat format;

        @Override
        int ask() throws CannotAsk {
            Question question = question();
            List<List<String>> rows = new ArrayList<>();
            List<String> notes = new ArrayList<>();
            Set<String> clear = new LinkedHashSet<>();
            boolean[] broken = {false};
            var outcome = options.each(store -> {
                List<Sighting> found = Sightings.of(
                        store.history().spans(question.from(), question.to()),
                        store.history().contracts(),
                        question);
                found.forEach(sighting -> rows.add(row(sighting)));
                found.stream().filter(s -> s.saw().contains("Clear")).forEach(s -> clear.add(s.who()));
                Gaps.of(store.history().watch(), question)
                        .forEach(gap -> notes.add("StoreClass " + store.className() + ": " + gap));
                String verdict = verdict(store);
                broken[0] |= !verdict.startsWith(INTACT);
                notes.add("StoreClass " + store.className() + ": " + verdict);
            });
            notes.addAll(outcome.missing());
            notes.add("Not visible here: backups, snapshots and replicas; whoever could read Secrets or is a database"
                    + " administrator; what was actually read" + copies(clear) + ".");
            format.print(
                    HEADS,
                    rows,
                    notes,
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr());
            if (!outcome.missing().isEmpty()) {
                return CANNOT_ASK;
            }
            return rows.isEmpty() || broken[0] ? NOTHING : FOUND;
        }

        private static final List<String> HEADS =
                List.of("who", "column", "saw", "rows", "purpose", "decided by", "request", "from", "to", "certainty");

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

        private Question question() {
            if (address == null && tag == null && classification == null) {
                throw new ParameterException(
                        spec.commandLine(), "name a port or column, or use --tag or --classification");
            }
            if (at != null && (from != null || to != null)) {
                throw new ParameterException(spec.commandLine(), "use --at, or --from and --to");
            }
            Instant now = Clock.systemUTC().instant();
            Instant start = from == null ? Instant.EPOCH : instant("--from", from);
            Instant end = to == null ? now : instant("--to", to);
            if (at != null) {
                start = instant("--at", at);
                end = start;
            } else if (!start.isBefore(end)) {
                throw new ParameterException(spec.commandLine(), "--from must be before --to");
            }
            if (address == null) {
                return new Question(domain, null, null, tag, classification, start, end);
            }
            String[] parts = address(address);
            int dot = parts[1].indexOf('.');
            return new Question(
                    parts[0],
                    dot < 0 ? parts[1] : parts[1].substring(0, dot),
                    dot < 0 ? null : parts[1].substring(dot + 1),
                    tag,
                    classification,
                    start,
                    end);
        }
    }

    @Command(
            name = "grant",
            description = "Print everything that was recorded about a consumer: a product or a request.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "Exit status:%n",
            exitCodeList = {"0:found", "1:nothing was recorded", "2:wrong usage", "3:a store could not be asked"})
    static final class OfGrant extends Asking {

        @Parameters(
                index = "0",
                paramLabel = "DOMAIN/NAME",
                description = "The consumer, for instance insights/delays.")
        @SuppressWarnings("NullAway.Init") // required
        private String consumer;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORMAT",
                defaultValue = "table",
                description = "table, json or csv. Default: ${DEFAULT-VALUE}.")
        @SuppressWarnings("NullAway.Init") // has a default
        private HistoryFormat format;

        @Override
        int ask() throws CannotAsk {
            String[] parts = address(consumer);
            List<List<String>> rows = new ArrayList<>();
            var outcome = options.each(store -> {
                for (Entry entry : store.history().ofConsumer(parts[0], parts[1])) {
                    EntryText text = EntryText.of(entry);
                    rows.add(List.of(
                            store.className(),
                            Long.toString(entry.seq()),
                            entry.at().toString(),
                            entry.event(),
                            text.port(),
                            text.purpose(),
                            text.what(),
                            text.decidedBy(),
                            text.appliedBy()));
                }
            });
            format.print(
                    List.of("class", "seq", "at", "event", "port", "purpose", "what", "decided by", "applied by"),
                    rows,
                    outcome.missing(),
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr());
            return !outcome.missing().isEmpty() ? CANNOT_ASK : rows.isEmpty() ? NOTHING : FOUND;
        }
    }

    @Command(
            name = "verify",
            description = {
                "Check that no entry was altered or removed, and compare with the head in the status of the StoreClass.",
                "Heads in the operator's log (event=history-head) prove the rest to whoever keeps the log elsewhere."
            },
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "Exit status:%n",
            exitCodeList = {"0:nothing was altered", "1:something was", "2:wrong usage", "3:a store could not be asked"
            })
    static final class Verify extends Asking {

        @Override
        int ask() throws CannotAsk {
            PrintWriter out = spec.commandLine().getOut();
            boolean[] broken = {false};
            var outcome = options.each(store -> {
                String verdict = verdict(store);
                broken[0] |= !verdict.startsWith(INTACT);
                out.println("StoreClass " + store.className() + ": " + verdict);
            });
            outcome.missing().forEach(out::println);
            return broken[0] ? NOTHING : outcome.missing().isEmpty() ? FOUND : CANNOT_ASK;
        }
    }

    private static final String INTACT = "intact";

    private static String verdict(HistoryOptions.Asked store) {
        Chain chain = new Chain(store.head());
        store.history().entries(chain::next);
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
                        + late);
    }
}
