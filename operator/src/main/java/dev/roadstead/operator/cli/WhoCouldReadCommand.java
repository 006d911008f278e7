package dev.roadstead.operator.cli;

import dev.roadstead.operator.cli.HistoryOptions.CannotAsk;
import dev.roadstead.operator.history.Gaps;
import dev.roadstead.operator.history.Question;
import dev.roadstead.operator.history.Sighting;
import dev.roadstead.operator.history.Sightings;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code roadstead history who-could-read}: the auditor's question. */
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
final class WhoCouldReadCommand extends HistoryAsking {

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
            throw new ParameterException(spec.commandLine(), "name a port or column, or use --tag or --classification");
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
