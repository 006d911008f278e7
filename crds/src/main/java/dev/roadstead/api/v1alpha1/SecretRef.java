package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Names a Secret in the operator's own namespace. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("A Secret in the operator's namespace.")
public record SecretRef(
        @Required
        @Size(min = 1, max = Api.SUBDOMAIN)
        @Pattern(Api.SUBDOMAIN_PATTERN)
        @Doc("The name of the Secret in the operator's namespace.")
        String name) {}
