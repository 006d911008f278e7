package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.OneOf;
import dev.roadstead.api.schema.UtcInstant;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * One aspect of an object's state, in the form all Kubernetes kinds share.
 *
 * @param status {@link #TRUE}, {@link #FALSE} or {@link #UNKNOWN}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @Required
        @Size(min = 1, max = 316)
        @Pattern("^[A-Z][A-Za-z]*$")
        @Doc("The aspect this condition is about, for instance Ready.")
        String type,

        @Required
        @OneOf({TRUE, FALSE, UNKNOWN})
        @Doc("Whether the condition holds: True, False, or Unknown while it can't be told.")
        String status,

        @Required
        @Size(min = 1, max = 64)
        @Pattern("^[A-Z][A-Za-z0-9]*$")
        @Doc("The cause in one CamelCase word, for programs; the documentation lists them all with what to do.")
        String reason,

        @Required @Size(max = 32768) @Doc("The cause and the next step, for people.")
        String message,

        @Required @UtcInstant @Doc("When the status last changed from one value to another.")
        String lastTransitionTime,

        @Min(0)
        @Doc("The metadata.generation this condition was computed from. An older one means that it is out of date.")
        @Nullable
        Long observedGeneration) {

    public static final String TRUE = "True";
    public static final String FALSE = "False";
    public static final String UNKNOWN = "Unknown";
}
