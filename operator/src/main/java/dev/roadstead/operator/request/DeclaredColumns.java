package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.NearestName;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.InputRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a consumer says he uses. It decides nothing about what he reads.
 *
 * @param columns each alone or with its relation before a dot; empty if he has not said, which counts as all
 */
public record DeclaredColumns(List<String> columns) {

    /**
     * How much of it he can use.
     *
     * @param unknown not in the contract, each with a hint if one is near
     * @param hidden there, but not for him
     */
    public record Found(List<String> unknown, List<String> hidden) {
        public Found {
            unknown = List.copyOf(unknown);
            hidden = List.copyOf(hidden);
        }
    }

    public DeclaredColumns {
        columns = List.copyOf(columns);
    }

    /** What the request says, or the input it was made for as that is now. A request of a former input says nothing. */
    public static DeclaredColumns of(AccessRequest request, Catalogue catalogue) {
        var consumer = request.getSpec().consumer();
        if (consumer == null) {
            return new DeclaredColumns(request.getSpec().columns());
        }
        return new DeclaredColumns(
                catalogue.product(request.getMetadata().getNamespace(), consumer.productName()).stream()
                        .flatMap(product -> product.getSpec().inputs().stream()
                                .filter(input -> InputRequest.isCurrent(product, input, request)))
                        .findFirst()
                        .map(DataProductSpec.Input::columns)
                        .orElse(List.of()));
    }

    /** Compares it with what there is, and with what he sees. A name without a relation is found if any relation has it. */
    public Found in(Contract contract, Lens lens) {
        var unknown = new ArrayList<String>();
        var hidden = new ArrayList<String>();
        for (String name : columns) {
            int dot = name.indexOf('.');
            String column = name.substring(dot + 1);
            List<String> relations = contract.relations().stream()
                    .filter(relation -> dot < 0 || relation.name().equals(name.substring(0, dot)))
                    .filter(relation -> relation.column(column).isPresent())
                    .map(Relation::name)
                    .toList();
            if (relations.isEmpty()) {
                unknown.add(name
                        + NearestName.of(name, names(contract, dot >= 0))
                                .map(near -> " (did you mean " + near + "?)")
                                .orElse(""));
            } else if (relations.stream().noneMatch(relation -> shows(lens, relation, column))) {
                hidden.add(name);
            }
        }
        return new Found(unknown, hidden);
    }

    private static boolean shows(Lens lens, String relation, String column) {
        return lens.relations().stream()
                .filter(part -> part.relation().equals(relation))
                .anyMatch(part -> part.effects(column).stream().anyMatch(effect -> effect != Effect.HIDDEN));
    }

    private static TreeSet<String> names(Contract contract, boolean qualified) {
        return contract.relations().stream()
                .flatMap(relation -> relation.columns().stream()
                        .map(column -> qualified ? relation.name() + "." + column.name() : column.name()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
