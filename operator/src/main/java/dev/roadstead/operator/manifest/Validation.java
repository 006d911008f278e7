package dev.roadstead.operator.manifest;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.reconcile.dataproduct.InputCycles;
import dev.roadstead.operator.schema.Crd;
import dev.roadstead.operator.schema.CrdReader;
import dev.roadstead.operator.schema.ObjectSchema;
import dev.roadstead.operator.schema.SchemaFault;
import dev.roadstead.operator.whatif.ObjectName;
import dev.roadstead.operator.whatif.ObjectRules;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final SequencedMap<ObjectName, References.Source> read = new LinkedHashMap<>();
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
        var references = new References(read, places.keySet());
        references.check();
        refused.addAll(references.refused());
        notChecked.addAll(references.notChecked());
        circles();
        List<String> order = documents.stream().map(Document::place).toList();
        refused.sort(Comparator.comparingInt(finding -> order.indexOf(finding.place())));
        return new Validated(objects, others, refused, List.copyOf(notChecked));
    }

    private void filed(FiledContracts filed) {
        read.forEach((name, source) -> {
            if (source.object() instanceof OutputPort port) {
                filed.faults(port).forEach(fault -> refused.add(Finding.of(source.document(), name.toString(), fault)));
                notChecked.addAll(filed.gaps(port, null));
            }
        });
    }

    /** Each is told once, at the product whose input would get no access. */
    private void circles() {
        var cycles = new InputCycles(FiledCatalogue.of(
                read.values().stream().map(References.Source::object).toList()));
        read.forEach((name, source) -> {
            if (source.object() instanceof DataProduct product) {
                product.getSpec()
                        .inputs()
                        .forEach(input -> cycles.asked(product, input)
                                .filter(cycle -> cycles.named(product)
                                        .filter(cycle::givesWay)
                                        .isPresent())
                                .ifPresent(cycle -> refused.add(
                                        Finding.of(source.document(), name.toString(), cycle.message(input.name())))));
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
        rules(document, object, checked.faults());
    }

    /** By the rules of the reconcilers, too, as far as what the CRD says already lets the object be read. */
    private void rules(Document document, String name, List<SchemaFault> told) {
        CustomResource<?, ?> object;
        try {
            object = typed.of(document).orElseThrow();
        } catch (ManifestException e) {
            if (told.isEmpty()) {
                refused.add(Finding.of(document, name, String.valueOf(e.getMessage())));
            }
            found(document);
            return;
        }
        ObjectName found = ObjectName.of(object);
        String before = places.putIfAbsent(found, document.place());
        if (before != null) {
            refused.add(new Finding(
                    document.place(), name, "metadata.name", "it is in " + before + " already; keep one of them"));
            return;
        }
        if (told.stream().anyMatch(SchemaFault::isMissing)) {
            return;
        }
        List<String> fields = told.stream()
                .map(fault -> NamedField.of(fault.field(), document.content()))
                .toList();
        rules.faults(object).stream()
                .map(fault -> Finding.of(document, name, fault))
                .filter(finding -> fields.stream().noneMatch(finding.field()::startsWith))
                .forEach(refused::add);
        read.put(found, new References.Source(document, object));
    }

    /** It is there, although it can't be read. */
    private void found(Document document) {
        String name = document.metadata("name");
        if (name != null) {
            String place = ObjectName.isNamespaced(document.kind())
                    ? Objects.requireNonNullElse(document.metadata("namespace"), namespace)
                    : null;
            places.putIfAbsent(new ObjectName(document.kind(), place, name), document.place());
        }
    }
}
