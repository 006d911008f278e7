package dev.roadstead.operator.cli;

import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.config.ConfigException;
import dev.roadstead.operator.config.OperatorConfig;
import dev.roadstead.operator.config.Setting;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.runtime.OperatorRuntime;
import dev.roadstead.operator.runtime.StartException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** {@code roadstead operator}: runs the operator until it is told to stop. Its options are the settings. */
public final class OperatorCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(OperatorCommand.class);

    private static final String CONFIG_OPTION = "--config";

    private final CommandSpec spec;
    private final Map<String, String> environment;
    private final Function<OperatorConfig, BackendFactory> backends;

    private OperatorCommand(Map<String, String> environment, Function<OperatorConfig, BackendFactory> backends) {
        this.environment = environment;
        this.backends = backends;
        this.spec = CommandSpec.wrapWithoutInspection(this)
                .name("operator")
                .mixinStandardHelpOptions(true)
                .usageMessage(new UsageMessageSpec()
                        .description("Runs the operator.")
                        .footer(
                                "",
                                "Each option can also be set in the environment (ROADSTEAD_HEALTH_PORT for"
                                        + " --health-port) and in the configuration file (health-port). An option wins over the"
                                        + " environment, and the environment over the file."));
        spec.addOption(OptionSpec.builder(CONFIG_OPTION)
                .type(Path.class)
                .paramLabel("FILE")
                .description("A YAML file with settings. Environment: " + Setting.CONFIG_VARIABLE + ".")
                .build());
        for (Setting setting : Setting.values()) {
            spec.addOption(OptionSpec.builder(setting.option())
                    .type(String.class)
                    .paramLabel(setting.form())
                    .description(setting.meaning()
                            + setting.defaultValue()
                                    .map(value -> " Default: " + value + ".")
                                    .orElse(""))
                    .build());
        }
    }

    /**
     * The subcommand.
     *
     * @param environment where settings may stand
     * @param backends what opens stores, made from the settings
     */
    public static CommandLine line(Map<String, String> environment, Function<OperatorConfig, BackendFactory> backends) {
        return new CommandLine(new OperatorCommand(environment, backends).spec);
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try {
            run(OperatorConfig.resolve(flags(), environment, file()));
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            err.println("roadstead: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (StartException e) {
            err.println("roadstead: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        } catch (KubernetesClientException e) {
            err.println("roadstead: the API server can't be used: " + e.getMessage()
                    + "; check --kubeconfig, --context and the network");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void run(OperatorConfig config) {
        Logging.configure(config.logFormat(), config.logLevel());
        log.info("settings {}", config.summary());
        try (KubernetesClient client = KubernetesClients.open(kubernetes(config));
                OperatorRuntime runtime =
                        OperatorRuntime.start(config, client, backends.apply(config), Termination::now)) {
            Termination.await(runtime::close);
        }
    }

    private static Config kubernetes(OperatorConfig config) {
        if (config.kubeconfig() == null) {
            return Config.autoConfigure(config.context());
        }
        Path file = config.kubeconfig();
        if (!Files.isReadable(file)) {
            throw new StartException("--kubeconfig: there is no readable file " + file);
        }
        return Config.fromKubeconfig(config.context(), file.toFile());
    }

    private Map<Setting, String> flags() {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        var parsed = spec.commandLine().getParseResult();
        Arrays.stream(Setting.values())
                .filter(setting -> parsed.hasMatchedOption(setting.option()))
                .forEach(setting -> given.put(setting, parsed.matchedOptionValue(setting.option(), "")));
        return given;
    }

    private @Nullable Path file() {
        Path given = spec.commandLine().getParseResult().matchedOptionValue(CONFIG_OPTION, (Path) null);
        String variable = environment.get(Setting.CONFIG_VARIABLE);
        if (given != null || variable == null || variable.isEmpty()) {
            return given;
        }
        return Path.of(variable);
    }

    /** For tests: the options there are. */
    static List<String> options() {
        return Arrays.stream(Setting.values()).map(Setting::option).toList();
    }
}
