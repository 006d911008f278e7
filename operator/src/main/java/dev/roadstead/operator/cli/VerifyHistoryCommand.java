package dev.roadstead.operator.cli;

import dev.roadstead.operator.cli.HistoryOptions.CannotAsk;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code roadstead history verify}: whether anybody altered it. */
@Command(
        name = "verify",
        description = {
            "Check that no entry was altered or removed, and compare with the head in the status of the StoreClass.",
            "Heads in the operator's log (event=history-head) prove the rest to whoever keeps the log elsewhere."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:nothing was altered", "1:something was", "2:wrong usage", "3:a store could not be asked"})
final class VerifyHistoryCommand extends HistoryAsking {

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
