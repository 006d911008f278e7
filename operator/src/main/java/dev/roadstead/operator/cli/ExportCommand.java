package dev.roadstead.operator.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code roadstead export}: what the mesh holds, in the words of open standards. */
@Command(
        name = "export",
        description = "Write what is published in the words of open standards.",
        mixinStandardHelpOptions = true,
        subcommands = ExportOdcsCommand.class)
public final class ExportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
