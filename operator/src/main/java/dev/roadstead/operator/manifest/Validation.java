package dev.roadstead.operator.manifest;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.schema.Crd;
import dev.roadstead.operator.schema.CrdReader;
import dev.roadstead.operator.schema.ObjectSchema;
import dev.roadstead.operator.whatif.ObjectName;
import dev.roadstead.operator.whatif.ObjectRules;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeSet;

/** Says without a cluster what is wrong with manifests: by the CRDs, by the rules of the reconcilers, and by what they name. */
public final class Validation {

    private final CrdReader crds = new CrdReader();
    private final ObjectSchema schema = new ObjectSchema();
    private final TypedObjects typed;
    private final ObjectRules rules;
    private final String namespace;

    private final List<Finding> refused = new ArrayList<>();
    private final TreeSet<String> notChecked = new TreeSet<>();
    private final SequencedMap<ObjectName, References.Source> sound = new LinkedHashMap<>();
    private final Map<ObjectName, String> places = new LinkedHashMap<>();
    private int objects;
    private int others;

    /**
     * @param rules of the reconcilers
     * @param namespace of objects that name none
     */
    public Validation(ObjectRules rules, String namespace) {
        this.rules = rules;
        this.namespace = namespace;
        this.typed = new TypedObjects(crds, namespace);
    }

    /** Looks at all of them. */
    public Validated of(List<Document> documents) throws ManifestException {
        documents.forEach(this::document);
        filed(new FiledContracts(documents, namespace));
        var references = new References(sound);
        references.check();
        refused.addAll(references.refused());
        notChecked.addAll(references.notChecked());
        return new Validated(objects, others, refused, List.copyOf(notChecked));
    }

    private void filed(FiledContracts filed) {
        sound.forEach((name, source) -> {
            if (source.object() instanceof OutputPort port) {
                filed.refusals(port)
                        .forEach(refusal -> refused.add(Finding.of(
                                source.document(),
                                name.toString(),
                                String.join(" ", refusal.message().lines().toList()))));
                notChecked.addAll(filed.gaps(port, null));
            }
        });
    }

    private void document(Document document) {
        if (!TypedObjects.isOurs(document)) {
            others++;
            return;
        }
        objects++;
        String name = Objects.requireNonNullElse(document.metadata("name"), "without a name");
        String namespace = document.metadata("namespace");
        String object = new ObjectName(document.kind(), namespace, name).toString();
        Crd crd = crds.find(document.apiVersion(), document.kind()).orElse(null);
        if (crd == null) {
            refused.add(new Finding(
                    document.place(),
                    object,
                    "kind",
                    "there is no " + document.kind() + " in " + document.apiVersion() + "; it has "
                            + String.join(
                                    ", ", crds.all().stream().map(Crd::kind).toList())));
            return;
        }
        ObjectSchema.Checked checked = schema.check(crd, document.content(), null);
        checked.faults()
                .forEach(fault -> refused.add(new Finding(
                        document.place(),
                        object,
                        fault.field().isEmpty() ? "object" : fault.field(),
                        fault.message())));
        checked.unchecked().forEach(rule -> notChecked.add(object + ": " + rule));
        if (checked.faults().isEmpty()) {
            rules(document, object);
        }
    }

    private void rules(Document document, String name) {
        CustomResource<?, ?> object;
        try {
            object = typed.of(document).orElseThrow();
        } catch (ManifestException e) {
            refused.add(Finding.of(document, name, String.valueOf(e.getMessage())));
            return;
        }
        ObjectName found = ObjectName.of(object);
        String before = places.putIfAbsent(found, document.place());
        if (before != null) {
            refused.add(new Finding(
                    document.place(), name, "metadata.name", "it is in " + before + " already; keep one of them"));
            return;
        }
        rules.check(object)
                .ifPresentOrElse(
                        refusal -> refusal.message()
                                .lines()
                                .forEach(line -> refused.add(Finding.of(document, name, line))),
                        () -> sound.put(found, new References.Source(document, object)));
    }
}
