package dev.roadstead.operator.requirement;

import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.operator.access.GuardDemands;
import dev.roadstead.operator.access.RequiredField;
import dev.roadstead.operator.contract.Violation;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What may be demanded of a DataProduct. */
final class ProductRules {

    private static final List<BiFunction<ProductFacts, GuardDemands, Stream<Gap>>> RULES = List.of(
            ProductRules::name,
            ProductRules::owner,
            ProductRules::contact,
            ProductRules::description,
            ProductRules::storeClasses);

    /** What falls short of the demands, rule by rule. */
    static Stream<Gap> gaps(ProductFacts product, GuardDemands demands) {
        return RULES.stream().flatMap(rule -> rule.apply(product, demands));
    }

    private static Stream<Gap> name(ProductFacts product, GuardDemands demands) {
        return Gap.name(null, "metadata.name", product.name(), demands.names().products());
    }

    private static Stream<Gap> owner(ProductFacts product, GuardDemands demands) {
        DataProductSpec.Owner owner = product.spec().owner();
        return demands.requires(RequiredField.OWNER) && (owner == null || isBlank(owner.team()))
                ? missing("spec.owner.team", "nobody is named who answers for the product", "name the team")
                : Stream.empty();
    }

    private static Stream<Gap> contact(ProductFacts product, GuardDemands demands) {
        DataProductSpec.Owner owner = product.spec().owner();
        return demands.requires(RequiredField.CONTACT) && (owner == null || isBlank(owner.contact()))
                ? missing(
                        "spec.owner.contact",
                        "nobody can be asked about the product",
                        "write a mail address or a chat channel")
                : Stream.empty();
    }

    private static Stream<Gap> description(ProductFacts product, GuardDemands demands) {
        return demands.requires(RequiredField.DESCRIPTION)
                        && isBlank(product.spec().description())
                ? missing("spec.description", "it is empty", "write what the product is about")
                : Stream.empty();
    }

    private static Stream<Gap> storeClasses(ProductFacts product, GuardDemands demands) {
        if (demands.storeClasses().isEmpty()) {
            return Stream.empty();
        }
        String allowed = demands.storeClasses().stream().sorted().collect(Collectors.joining(", "));
        return product.spec().stores().stream().flatMap(store -> {
            String name = product.storeClasses().get(store.name());
            return name == null || demands.storeClasses().contains(name)
                    ? Stream.empty()
                    : Stream.of(new Gap(
                            store.name(),
                            new Violation(
                                    "spec.stores[" + store.name() + "].storeClassName",
                                    "no data may be kept in StoreClass " + name,
                                    "use one of " + allowed)));
        });
    }

    private static Stream<Gap> missing(String field, String cause, String remedy) {
        return Stream.of(new Gap(null, new Violation(field, cause, remedy)));
    }

    static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private ProductRules() {}
}
