package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.status.Refusal;
import dev.roadstead.operator.whatif.Consequences.Action;
import dev.roadstead.operator.whatif.Consequences.ObjectChange;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A change, set against what is there: what is the same already is left out, and so is what would not be taken. */
final class PlannedEdit {

    private final Map<ObjectName, CustomResource<?, ?>> put = new TreeMap<>();
    private final Map<ObjectName, CustomResource<?, ?>> gone = new TreeMap<>();
    /** What they take the place of. */
    private final List<CustomResource<?, ?>> former = new ArrayList<>();

    private final Map<ObjectName, ObjectChange> changes = new TreeMap<>();
    private final List<Refused> refused = new ArrayList<>();

    PlannedEdit(Catalogue catalogue, Edit edit, ObjectRules rules, Collection<Refused> others) {
        refused.addAll(others);
        Set<String> taken = others.stream().map(Refused::object).collect(Collectors.toCollection(TreeSet::new));
        for (CustomResource<?, ?> object : edit.applied()) {
            if (!taken.contains(ObjectName.of(object).toString())) {
                apply(catalogue, object, rules);
            }
        }
        for (ObjectName name : edit.deleted()) {
            if (!taken.contains(name.toString())) {
                delete(catalogue, name);
            }
        }
        misplaced(catalogue);
    }

    private void apply(Catalogue catalogue, CustomResource<?, ?> asked, ObjectRules rules) {
        ObjectName name = ObjectName.of(asked);
        CustomResource<?, ?> before = find(catalogue, name).orElse(null);
        if (before != null && Parts.unchanged(asked, before)) {
            return;
        }
        Refusal refusal = rules.check(asked).orElse(null);
        if (refusal != null) {
            refused.add(Refused.of(name, refusal));
            return;
        }
        put.put(name, applied(asked, before));
        if (before != null) {
            former.add(before);
        }
        changes.put(name, new ObjectChange(before == null ? Action.CREATED : Action.CHANGED, name.toString()));
    }

    @SuppressWarnings("unchecked") // both are of the kind that the name tells
    private static <S, T> CustomResource<?, ?> applied(
            CustomResource<S, T> asked, @Nullable CustomResource<?, ?> before) {
        return Parts.applied(asked, (CustomResource<S, T>) before);
    }

    private void delete(Catalogue catalogue, ObjectName name) {
        CustomResource<?, ?> before = find(catalogue, name).orElse(null);
        if (before == null) {
            refused.add(new Refused(
                    name.toString(), "NotFound", "there is none to delete; correct its name, or leave it out"));
            return;
        }
        Refused inUse = ObjectRules.deletion(name, before).orElse(null);
        if (inUse != null) {
            refused.add(inUse);
            return;
        }
        put.remove(name);
        gone.put(name, before);
        changes.put(name, new ObjectChange(Action.DELETED, name.toString()));
    }

    /** Once all Domains of the change are known: a namespace may get its Domain by the same change. */
    private void misplaced(Catalogue catalogue) {
        Catalogue after = Completion.of(catalogue.with(put(), gone()), Set.of());
        for (CustomResource<?, ?> object : List.copyOf(put.values())) {
            ObjectName name = ObjectName.of(object);
            ObjectRules.place(object, after).ifPresent(refusal -> {
                refused.add(Refused.of(name, refusal));
                put.remove(name);
                changes.remove(name);
            });
        }
    }

    Collection<CustomResource<?, ?>> put() {
        return put.values();
    }

    Collection<CustomResource<?, ?>> gone() {
        return gone.values();
    }

    /** What comes, changes or goes, as it is to be and as it was. */
    List<CustomResource<?, ?>> touched() {
        return Stream.of(put.values(), gone.values(), former)
                .flatMap(Collection::stream)
                .toList();
    }

    Set<ObjectName> products() {
        return touched().stream()
                .filter(DataProduct.class::isInstance)
                .map(ObjectName::of)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<OutputPort> ports() {
        return put.values().stream()
                .filter(OutputPort.class::isInstance)
                .map(OutputPort.class::cast)
                .toList();
    }

    List<ObjectChange> changes() {
        return List.copyOf(changes.values());
    }

    List<Refused> refused() {
        return List.copyOf(refused);
    }

    static Optional<CustomResource<?, ?>> find(Catalogue catalogue, ObjectName name) {
        String namespace = String.valueOf(name.namespace());
        Optional<? extends CustomResource<?, ?>> found = switch (name.kind()) {
            case "Domain" -> catalogue.domain(name.name());
            case "StoreClass" -> catalogue.storeClass(name.name());
            case "Guardrail" -> catalogue.guardrail(name.name());
            case "DataProduct" -> catalogue.product(namespace, name.name());
            case "OutputPort" -> catalogue.port(namespace, name.name());
            case "Policy" -> catalogue.policy(namespace, name.name());
            case "AccessRequest" -> catalogue.request(namespace, name.name());
            default -> Optional.empty();
        };
        return found.map(object -> (CustomResource<?, ?>) object);
    }
}
