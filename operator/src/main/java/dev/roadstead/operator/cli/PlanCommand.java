package dev.roadstead.operator.cli;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.answers.AnswerException;
import dev.roadstead.operator.answers.MeshReader;
import dev.roadstead.operator.answers.MeshView;
import dev.roadstead.operator.manifest.ChangeCheck;
import dev.roadstead.operator.manifest.Document;
import dev.roadstead.operator.manifest.DocumentReader;
import dev.roadstead.operator.manifest.FiledContracts;
import dev.roadstead.operator.manifest.ManifestException;
import dev.roadstead.operator.manifest.TypedObjects;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.operator.revision.ContractRevisions;
import dev.roadstead.operator.schema.CrdReader;
import dev.roadstead.operator.whatif.Consequences;
import dev.roadstead.operator.whatif.Edit;
import dev.roadstead.operator.whatif.Mesh;
import dev.roadstead.operator.whatif.ObjectName;
import dev.roadstead.operator.whatif.ObjectRules;
import dev.roadstead.operator.whatif.Refused;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code roadstead plan}. */
@Command(
        name = "plan",
        description = {
            "Tell what applying manifests would do, before it is done: which tables are made, who gains or loses which access,"
                    + " what would be refused.",
            "Nothing is changed. The API server is asked with dryRun=All; where your account may not write, that is told as"
                    + " not checked."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = PlanCommand.FAILED,
        exitCodeOnExecutionException = PlanCommand.FAILED,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:nothing would change",
            "1:no plan: wrong usage, a file that can't be read, or the cluster can't be reached or does not allow it",
            "2:something would change, and nothing is refused",
            "3:something would be refused"
        })
public final class PlanCommand implements Callable<Integer> {

    static final int NOTHING = 0;
    static final int FAILED = 1;
    static final int CHANGES = 2;
    static final int REFUSED = 3;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "FILE|DIR",
            description = "Manifests that would be applied. May be given several times.")
    private List<Path> files = List.of();

    @Option(
            names = "--delete",
            paramLabel = "KIND/NAMESPACE/NAME",
            description =
                    "An object that would be deleted, for instance Policy/sales/marketing-churn, or Domain/sales. May be"
                            + " given several times.")
    private List<String> deleted = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    @SuppressWarnings("NullAway.Init") // has a default
    private PlanPrinter.Format output;

    @Override
    public Integer call() {
        var asking = new Asking(spec);
        if (files.isEmpty() && deleted.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give manifests with -f, or objects with --delete");
        }
        List<ObjectName> names =
                asking.argument(() -> deleted.stream().map(ObjectName::parse).toList());
        List<Document> documents;
        try {
            documents = new DocumentReader().read(files);
        } catch (ManifestException e) {
            asking.complain(String.valueOf(e.getMessage()));
            return FAILED;
        }
        return asking.run(
                cluster,
                client -> {
                    Plan plan = plan(client, documents, names);
                    new PlanPrinter(spec.commandLine().getOut(), Style.ofTerminal()).print(plan, output);
                    return status(plan.consequences());
                },
                FAILED);
    }

    private static int status(Consequences consequences) {
        if (!consequences.refused().isEmpty()) {
            return REFUSED;
        }
        return consequences.isNothing() ? NOTHING : CHANGES;
    }

    private Plan plan(KubernetesClient client, List<Document> documents, List<ObjectName> names)
            throws AnswerException {
        SequencedMap<ObjectName, Document> sources = new LinkedHashMap<>();
        var objects = new ArrayList<CustomResource<?, ?>>();
        var kinds = new CrdReader();
        int others = read(client, kinds, documents, sources, objects);
        MeshView view = new MeshReader(client, domains(objects, names)).readAsWritten();
        var contracts = new ContractRevisions(client);
        var filed = filed(client, documents);
        var mesh = new Mesh(
                view.catalogue(), contracts, PostgresFactory.enforcement(), Instant.now(), view::seesWhatDecides);
        var crds = new ChangeCheck(kinds);
        var dryRun = new DryRun(client);
        for (CustomResource<?, ?> object : objects) {
            ObjectName name = ObjectName.of(object);
            Document document = Objects.requireNonNull(sources.get(name));
            if (mesh.isChangedBy(object)
                    && crds.takes(name, document, mesh.find(name).orElse(null))) {
                dryRun.apply(name, document);
            }
        }
        names.forEach(name -> mesh.find(name).ifPresent(known -> dryRun.delete(name, known)));
        Consequences consequences = mesh.after(
                        new Edit(filed.in(objects, view.catalogue().ports(), contracts), names),
                        new ObjectRules(cluster.operatorNamespace()),
                        Stream.of(crds.refused(), dryRun.refused(), unreadable(filed, view, objects))
                                .flatMap(List::stream)
                                .toList())
                .consequences();
        List<String> unchecked = Stream.of(
                        view.gaps(),
                        unseen(view, objects),
                        elsewhere(filed, mesh, objects),
                        crds.unchecked(),
                        dryRun.unchecked())
                .flatMap(List::stream)
                .toList();
        return new Plan(consequences, unchecked, others);
    }

    private static FiledContracts filed(KubernetesClient client, List<Document> documents) throws AnswerException {
        try {
            return new FiledContracts(documents, Objects.requireNonNullElse(client.getNamespace(), "default"));
        } catch (ManifestException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Stream<OutputPort> ports(List<CustomResource<?, ?>> objects) {
        return objects.stream().filter(OutputPort.class::isInstance).map(OutputPort.class::cast);
    }

    /** Of the ports that are applied, and of those that only a ConfigMap among the files would change. */
    private static List<Refused> unreadable(FiledContracts filed, MeshView view, List<CustomResource<?, ?>> objects) {
        Set<ObjectName> applied = ports(objects).map(ObjectName::of).collect(Collectors.toSet());
        Stream<OutputPort> others = view.catalogue().ports().filter(port -> !applied.contains(ObjectName.of(port)));
        return Stream.concat(ports(objects), others)
                .flatMap(port -> filed.refusals(port).stream().map(refusal -> Refused.of(ObjectName.of(port), refusal)))
                .toList();
    }

    private static List<String> elsewhere(FiledContracts filed, Mesh mesh, List<CustomResource<?, ?>> objects) {
        return ports(objects)
                .flatMap(port ->
                        filed
                                .gaps(
                                        port,
                                        mesh.find(ObjectName.of(port))
                                                .map(OutputPort.class::cast)
                                                .orElse(null))
                                .stream())
                .toList();
    }

    private static List<String> unseen(MeshView view, List<CustomResource<?, ?>> objects) {
        return objects.stream()
                .filter(AccessRequest.class::isInstance)
                .map(AccessRequest.class::cast)
                .filter(request -> !view.seesWhatDecides(request))
                .map(request ->
                        "whether " + ObjectName.of(request) + " is allowed: your account may not list what decides it")
                .toList();
    }

    /** @return how many documents are of other kinds */
    private static int read(
            KubernetesClient client,
            CrdReader kinds,
            List<Document> documents,
            Map<ObjectName, Document> sources,
            List<CustomResource<?, ?>> objects)
            throws AnswerException {
        var typed = new TypedObjects(kinds, Objects.requireNonNullElse(client.getNamespace(), "default"));
        int others = 0;
        for (Document document : documents) {
            try {
                CustomResource<?, ?> object = typed.of(document).orElse(null);
                if (object == null && TypedObjects.isOurs(document)) {
                    throw wrong("-f: " + document.place() + ": there is no " + document.kind() + " in "
                            + document.apiVersion() + "; roadstead validate names the kinds");
                } else if (object == null) {
                    others++;
                } else if (sources.put(ObjectName.of(object), document) == null) {
                    objects.add(object);
                } else {
                    throw wrong("-f: " + document.place() + ": " + ObjectName.of(object)
                            + " is there twice; keep one of them");
                }
            } catch (ManifestException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }
        return others;
    }

    private static AnswerException wrong(String message) {
        return new AnswerException(AnswerException.Kind.WRONG_NAME, message);
    }

    /** Where the account can't list everything, these are looked at one by one. */
    private static Set<String> domains(List<CustomResource<?, ?>> objects, List<ObjectName> deleted) {
        var domains = new TreeSet<String>();
        Stream.concat(objects.stream().map(ObjectName::of), deleted.stream())
                .map(name -> name.namespace() == null ? name.name() : name.namespace())
                .forEach(domains::add);
        return domains;
    }
}
