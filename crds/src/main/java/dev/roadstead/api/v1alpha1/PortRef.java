package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Names one version of an output port anywhere in the mesh. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("One version of an output port.")
public record PortRef(
        @Required
        @Size(min = 1, max = Api.NAME)
        @Pattern(Api.NAME_PATTERN)
        @Doc("The name of the Domain that owns the port. It is never the name of a namespace.")
        String domain,

        @Required
        @Size(min = 1, max = Api.NAME)
        @Pattern(Api.NAME_PATTERN)
        @Doc("The name of the OutputPort in that domain.")
        String name,

        @Required
        @Size(min = 2, max = 6)
        @Pattern(Api.PORT_VERSION_PATTERN)
        @Doc("The version of the port, for instance v1. There is no \"latest\": a consumer moves when it is ready to.")
        String version) {

    /** The address people use: {@code domain/name}, followed by the version in brackets. */
    @Override
    public String toString() {
        return domain + "/" + name + " (" + version + ")";
    }
}
