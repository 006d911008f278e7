package dev.roadstead.operator.cli;

import dev.roadstead.operator.cli.HistoryOptions.CannotAsk;
import dev.roadstead.operator.history.Question;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
            "3:a store could not be asked, or no longer about all of that time"
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
        return new HistoryAnswer(spec, format).print(question(), options::each);
    }

    private Question question() {
        if (address == null && tag == null && classification == null) {
            throw new ParameterException(spec.commandLine(), "name a port or column, or use --tag or --classification");
        }
        if (at != null && (from != null || to != null)) {
            throw new ParameterException(spec.commandLine(), "use --at, or --from and --to");
        }
        Instant now = Clock.systemUTC().instant();
        Instant start = from == null ? Question.BEGINNING : past(spec, "--from", from, now);
        Instant end = to == null ? now : earlier(instant(spec, "--to", to), now);
        if (at != null) {
            start = past(spec, "--at", at, now);
            end = start;
        } else if (!start.isBefore(end)) {
            throw new ParameterException(spec.commandLine(), "--from must be before --to");
        }
        if (address == null) {
            return new Question(domain, null, null, tag, classification, start, end);
        }
        return about(spec, address, tag, classification, start, end);
    }

    /** What goes on now has no known end, so it is said of now, not of the rest of the month. */
    private static Instant earlier(Instant to, Instant now) {
        return to.isAfter(now) ? now : to;
    }

    private static Question about(
            CommandSpec spec,
            String address,
            @Nullable String tag,
            @Nullable String classification,
            Instant start,
            Instant end) {
        String[] parts = address(spec, address);
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

    /** The same question of another command, about one instant and every store. */
    static int at(CommandSpec spec, ClusterOptions cluster, String address, String time, OutputFormat output) {
        Instant instant = past(spec, "--at", time, Clock.systemUTC().instant());
        HistoryFormat format = switch (output) {
            case TABLE -> HistoryFormat.TABLE;
            case JSON -> HistoryFormat.JSON;
            case CSV -> HistoryFormat.CSV;
            case YAML -> throw new ParameterException(spec.commandLine(), "--at answers as table, json or csv");
        };
        Question question = about(spec, address, null, null, instant, instant);
        return answer(
                spec,
                () -> new HistoryAnswer(spec, format)
                        .print(question, asked -> HistoryOptions.each(cluster, null, asked)));
    }
}
