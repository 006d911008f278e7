package dev.roadstead.operator.cli;

import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.manifest.DocumentReader;
import dev.roadstead.operator.manifest.ManifestException;
import dev.roadstead.operator.manifest.Validated;
import dev.roadstead.operator.manifest.Validation;
import dev.roadstead.operator.whatif.ObjectRules;
import dev.roadstead.operator.whatif.PlanLine;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code roadstead validate}. */
@Command(
        name = "validate",
        description = {
            "Tell what is wrong with manifests, without a cluster: by the CRDs and their rules, by the operator's own rules, and"
                    + " by what they name of each other.",
            "Rules about changes need the object before, and are left to roadstead plan. Objects of other APIs are passed over."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ValidateCommand.FAILED,
        exitCodeOnExecutionException = ValidateCommand.FAILED,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:nothing is wrong",
            "1:nothing was looked at: wrong usage, or a file that can't be read",
            "3:something would be refused"
        })
public final class ValidateCommand implements Callable<Integer> {

    static final int FAILED = 1;
    static final int REFUSED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(
            names = {"-f", "--filename"},
            required = true,
            paramLabel = "FILE|DIR",
            description = "Manifests. May be given several times.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli before call()
    private List<Path> files;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            defaultValue = "default",
            description = "The namespace of objects that name none. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private String namespace;

    @Option(
            names = "--operator-namespace",
            paramLabel = "NAME",
            defaultValue = "roadstead-system",
            description = "Where the operator runs; no Domain may have it. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private String operatorNamespace;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private PlanPrinter.Format output;

    @Override
    public Integer call() {
        Validated validated;
        try {
            validated =
                    new Validation(new ObjectRules(operatorNamespace), namespace).of(new DocumentReader().read(files));
        } catch (ManifestException e) {
            new Asking(spec).complain(String.valueOf(e.getMessage()));
            return FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case TEXT -> text(out, Style.ofTerminal(), validated);
            case JSON -> out.println(KubernetesClients.serialization().asJson(validated));
            case YAML -> out.print(KubernetesClients.serialization().asYaml(validated));
        }
        out.flush();
        return validated.refused().isEmpty() ? 0 : REFUSED;
    }

    private static void text(PrintWriter out, Style style, Validated validated) {
        validated
                .refused()
                .forEach(finding -> out.println(style.sign(
                        PlanLine.Sign.REFUSED,
                        Style.printable("! " + finding.place() + ": " + finding.object() + ": " + finding.field() + ": "
                                + finding.message()))));
        validated.notChecked().forEach(gap -> out.println(Style.printable("? not checked: " + gap)));
        out.println(validated.objects() + (validated.objects() == 1 ? " object" : " objects") + " looked at, "
                + validated.refused().size()
                + (validated.refused().size() == 1 ? " fault, " : " faults, ") + validated.otherKinds()
                + " of other kinds passed over.");
    }
}
