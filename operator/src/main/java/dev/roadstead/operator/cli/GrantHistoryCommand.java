package dev.roadstead.operator.cli;

import dev.roadstead.operator.cli.HistoryOptions.CannotAsk;
import dev.roadstead.operator.history.ColumnOrder;
import dev.roadstead.operator.history.Entry;
import dev.roadstead.operator.history.EntryText;
import dev.roadstead.operator.history.KnownNames;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code roadstead history grant}: everything about one consumer. */
@Command(
        name = "grant",
        description = {
            "Print everything that was recorded about a consumer: a product or a request.",
            "Of a product also what was recorded about its writers."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:found", "1:nothing was recorded", "2:wrong usage", "3:a store could not be asked"})
final class GrantHistoryCommand extends HistoryAsking {

    @Parameters(index = "0", paramLabel = "DOMAIN/NAME", description = "The consumer, for instance insights/delays.")
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
        String[] parts = address(spec, consumer);
        List<List<String>> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        var consumers = new KnownNames("product or request");
        var outcome = options.each(store -> {
            store.history()
                    .pruned()
                    .ifPresent(pruned -> notes.add("StoreClass " + store.className() + ": " + pruned.sentence() + "."));
            var order = new ColumnOrder(store.history().contracts());
            List<Entry> entries = store.history().ofConsumer(parts[0], parts[1]);
            if (entries.isEmpty()) {
                store.history().consumers(consumers);
            }
            for (Entry entry : entries) {
                EntryText text = EntryText.of(entry, order);
                rows.add(List.of(
                        store.className(),
                        Long.toString(entry.seq()),
                        entry.at().toString(),
                        entry.event(),
                        text.port(),
                        text.purpose(),
                        text.logins(),
                        text.what(),
                        text.decidedBy(),
                        text.appliedBy()));
            }
        });
        if (rows.isEmpty()) {
            consumers.unknown(parts[0], parts[1], null).ifPresent(notes::addFirst);
            notes.addFirst("Nothing was recorded about " + consumer
                    + ". Name a product or a request of its own, such as" + " insights/delays.");
        }
        notes.addAll(outcome.missing());
        format.print(
                List.of("class", "seq", "at", "event", "port", "purpose", "logins", "what", "decided by", "applied by"),
                rows,
                notes,
                spec.commandLine().getOut(),
                spec.commandLine().getErr());
        return !outcome.missing().isEmpty() ? CANNOT_ASK : rows.isEmpty() ? NOTHING : FOUND;
    }
}
