package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Where a contract lies that does not stand in the spec. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("Where a contract lies that does not stand in the spec.")
public record ContractSource(
        @Required @Doc("A key of a ConfigMap in the namespace of the port.")
        ConfigMapKey configMapKeyRef) {

    /** The label that a ConfigMap needs, with the value {@code "true"}: only such ones are watched. */
    public static final String LABEL = Api.GROUP + "/contract";

    /** A key of a ConfigMap. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A key of a ConfigMap in the namespace of the port.")
    public record ConfigMapKey(
            @Required @Size(min = 1, max = Api.SUBDOMAIN) @Pattern(Api.SUBDOMAIN_PATTERN) @Doc("""
            The ConfigMap. It needs the label roadstead.dev/contract: "true"; others are not watched.
            """)
            String name,

            @Required
            @Size(min = 1, max = Api.SUBDOMAIN)
            @Pattern("^[-._a-zA-Z0-9]+$")
            @Doc("The key that holds the document as YAML or JSON, for instance orders.odcs.yaml.")
            String key) {}
}
