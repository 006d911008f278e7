package dev.roadstead.operator;

import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.cli.AccessCommand;
import dev.roadstead.operator.cli.ExportCommand;
import dev.roadstead.operator.cli.HistoryCommand;
import dev.roadstead.operator.cli.InitCommand;
import dev.roadstead.operator.cli.LoadCommand;
import dev.roadstead.operator.cli.LookCommand;
import dev.roadstead.operator.cli.OperatorCommand;
import dev.roadstead.operator.cli.PlanCommand;
import dev.roadstead.operator.cli.ValidateCommand;
import dev.roadstead.operator.cli.WhoCanCommand;
import dev.roadstead.operator.cli.WhyCommand;
import dev.roadstead.operator.config.OperatorConfig;
import dev.roadstead.operator.postgres.PostgresFactory;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code roadstead} program. Without a subcommand it prints its usage. */
@Command(
        name = "roadstead",
        description = "Self-serve data products on Kubernetes.",
        mixinStandardHelpOptions = true,
        subcommands = {
            InitCommand.class,
            LoadCommand.class,
            AccessCommand.class,
            WhoCanCommand.class,
            WhyCommand.class,
            LookCommand.class,
            HistoryCommand.class,
            ExportCommand.class,
            PlanCommand.class,
            ValidateCommand.class
        },
        versionProvider = Build.class)
public final class Main implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** The whole command line. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .addSubcommand(OperatorCommand.line(System.getenv(), Main::backends))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static BackendFactory backends(OperatorConfig config) {
        return new PostgresFactory(Clock.systemUTC(), new SecureRandom(), config.historyRetention());
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }
}
