package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator found about a Policy. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the operator found and did. It is written by the operator only.")
public record PolicyStatus(
        @Doc("""
        The metadata.generation of the spec that this status was computed from; -1 before the first time. If it is smaller
        than metadata.generation, the rest of the status is out of date.
        """) @Nullable Long observedGeneration,

        @ListMap("type") @Size(max = 16) @Doc("The state of the Policy: Accepted, ResolvedRefs and Ready.")
        List<Condition> conditions,

        @Min(0) @Doc("How many OutputPorts the Policy is about.") @Nullable
        Integer matchedPorts,

        @Min(0) @Doc("How many grants rest on this Policy.") @Nullable
        Integer grants,

        @Size(max = 20) @Doc("""
        Columns named in the Policy that no matched port has, as port.column, at most 20: probably misspelt.
        """) List<@Size(max = 128) String> unmatchedColumns)
        implements ConditionedStatus {

    public PolicyStatus {
        conditions = Copies.of(conditions);
        unmatchedColumns = Copies.of(unmatchedColumns);
    }
}
