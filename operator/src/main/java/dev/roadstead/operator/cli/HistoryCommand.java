package dev.roadstead.operator.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code roadstead history}: who could read what, when, and by whose decision. */
@Command(
        name = "history",
        description = "Ask who could read what, when, and by whose decision; check that the history was not altered.",
        mixinStandardHelpOptions = true,
        subcommands = {WhoCouldReadCommand.class, GrantHistoryCommand.class, VerifyHistoryCommand.class})
public final class HistoryCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
