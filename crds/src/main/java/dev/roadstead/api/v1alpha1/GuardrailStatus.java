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
        How much it was compared with: requests that Policies allow, where it narrows access, and the DataProducts and
        OutputPorts of the domains it is about, where it demands something of whoever publishes. Counted at most every half
        minute.
        """) @Nullable Integer evaluated,

        @Min(0) @Doc("""
        How many of the requests it changes or refuses, and how many of the DataProducts and OutputPorts fall short of what it
        demands; under DryRun and Warn, how many requests it would change or refuse beyond what other Guardrails do already.
        """) @Nullable Integer violations,

        @Size(max = 10) @Doc("Some of them, at most 10.") List<Sample> samples)
        implements ConditionedStatus {

    public GuardrailStatus {
        conditions = Copies.of(conditions);
        samples = Copies.of(samples);
    }

    /** One thing that the Guardrail changes or refuses, or that falls short of it. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("One thing that the Guardrail changes or refuses, or that falls short of what it demands.")
    public record Sample(
            @Required @Size(max = Api.LABEL) @Doc("Its kind: AccessRequest, DataProduct or OutputPort.")
            String kind,

            @Required @Size(max = Api.LABEL) @Doc("Its namespace.")
            String namespace,

            @Required @Size(max = Api.SUBDOMAIN) @Doc("Its name.")
            String name,

            @Size(max = 256) @Doc("What changes for it, or what it lacks.") @Nullable
            String message) {}
}
