package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a DataProduct must be, beyond what its CustomResourceDefinition can say. */
public final class ProductRules {

    /** With two hyphens and six digits of a hash, the name of a request may have 63. */
    private static final int PRODUCT_AND_INPUT = 55;

    private static final List<Function<DataProduct, Optional<Refusal>>> RULES = List.of(
            ProductRules::lifecycleIsKnown,
            ProductRules::requestNamesFit,
            ProductRules::inputsDiffer,
            ProductRules::secretNamesDiffer);

    /** The first rule that is broken. */
    public static Optional<Refusal> check(DataProduct product) {
        return RULES.stream().flatMap(rule -> rule.apply(product).stream()).findFirst();
    }

    private static Optional<Refusal> lifecycleIsKnown(DataProduct product) {
        return product.getSpec().lifecycleOrDefault() == Lifecycle.UNKNOWN
                ? Optional.of(new Refusal(
                        Reason.UNKNOWN_VALUE,
                        "spec.lifecycle: this version of the operator knows Draft, Active, Deprecated and Retired; use one"
                                + " of them, or upgrade the operator"))
                : Optional.empty();
    }

    private static Optional<Refusal> requestNamesFit(DataProduct product) {
        String name = product.getMetadata().getName();
        return product.getSpec().inputs().stream()
                .filter(input -> name.length() + input.name().length() > PRODUCT_AND_INPUT)
                .findFirst()
                .map(input -> invalid("spec.inputs[" + input.name()
                        + "].name: with the product's name it has more than " + PRODUCT_AND_INPUT
                        + " characters, too many for the name of its request; choose a shorter one"));
    }

    /** One grant can't belong to two inputs: the end of one would end the other. */
    private static Optional<Refusal> inputsDiffer(DataProduct product) {
        Map<List<Object>, String> seen = new HashMap<>();
        for (DataProductSpec.Input input : product.getSpec().inputs()) {
            String first = seen.putIfAbsent(List.of(input.portRef(), input.purpose()), input.name());
            if (first != null) {
                return Optional.of(invalid("spec.inputs[" + input.name() + "]: input " + first
                        + " reads the same port for the same purpose; remove one of them"));
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> secretNamesDiffer(DataProduct product) {
        Map<String, String> seen = new HashMap<>();
        for (Map.Entry<String, String> use : secretNames(product)) {
            String first = seen.putIfAbsent(use.getValue(), use.getKey());
            if (first != null) {
                return Optional.of(invalid(use.getKey() + ".secretName: Secret " + use.getValue()
                        + " is already the one of " + first + "; choose another secretName"));
            }
        }
        return Optional.empty();
    }

    private static List<Map.Entry<String, String>> secretNames(DataProduct product) {
        String name = product.getMetadata().getName();
        List<Map.Entry<String, String>> names = new ArrayList<>();
        for (DataProductSpec.Store store : product.getSpec().stores()) {
            for (DataProductSpec.Writer writer : store.writers()) {
                names.add(Map.entry(
                        "spec.stores[" + store.name() + "].writers[" + writer.name() + "]",
                        writer.secretNameOrDefault(name, store.name())));
            }
        }
        for (DataProductSpec.Input input : product.getSpec().inputs()) {
            names.add(Map.entry("spec.inputs[" + input.name() + "]", input.secretNameOrDefault(name)));
        }
        return names;
    }

    private static Refusal invalid(String message) {
        return new Refusal(Reason.INVALID, message);
    }

    private ProductRules() {}
}
