package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found about a Guardrail. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the operator found and did. It is written by the operator only.")
public record GuardrailStatus(
        @Doc("""
        The metadata.generation of the spec that this status was computed from; -1 before the first time. If it is smaller
        than metadata.generation, the rest of the status is out of date.
        """) @Nullable Long observedGeneration,

        @ListMap("type") @Size(max = 16) @Doc("The state of the Guardrail: Accepted and Ready.")
        List<Condition> conditions,

        @Min(0) @Doc("""
        How many requests that Policies allow it was compared with. Counted at most every half minute.
        """) @Nullable Integer evaluated,

        @Min(0) @Doc("""
        How many of them it changes or refuses; under DryRun and Warn, how many it would change or refuse beyond what other
        Guardrails do already.
        """) @Nullable Integer violations,

        @Size(max = 10) @Doc("Some of them, at most 10.") List<Sample> samples)
        implements ConditionedStatus {

    public GuardrailStatus {
        conditions = Copies.of(conditions);
        samples = Copies.of(samples);
    }

    /** One thing that the Guardrail changes or refuses. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("One thing that the Guardrail changes or refuses.")
    public record Sample(
            @Required @Size(max = Api.LABEL) @Doc("Its kind: AccessRequest.")
            String kind,

            @Required @Size(max = Api.LABEL) @Doc("Its namespace.")
            String namespace,

            @Required @Size(max = Api.SUBDOMAIN) @Doc("Its name.")
            String name,

            @Size(max = 256) @Doc("What changes for it.") @Nullable
            String message) {}
}
