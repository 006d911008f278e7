package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import dev.roadstead.api.schema.UtcInstant;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a request. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the operator found and did. It is written by the operator only.")
public record AccessRequestStatus(
        @Doc("""
        The metadata.generation of the spec that this status was computed from; -1 before the first time. If it is smaller
        than metadata.generation, the rest of the status is out of date.
        """) @Nullable Long observedGeneration,

        @ListMap("type")
        @Size(max = 16)
        @Doc(
                "The state of the request: Accepted, ResolvedRefs, Approved, Granted, Verified and Ready. Ready means that the port has been read with this credential.")
        List<Condition> conditions,

        @Size(max = Api.NAME) @Doc("The domain that asks: the one whose namespace the request is in.") @Nullable
        String domain,

        @Size(max = 256) @Doc("""
        Who asks: annotation roadstead.dev/requested-by, which the chart's ValidatingAdmissionPolicies hold to the user who made
        the request. Absent: nothing tells.
        """) @Nullable String requestedBy,

        @Doc("The Secret with the credential, as Service Binding 1.0 defines for a Provisioned Service.") @Nullable
        Binding binding,

        @Doc("What was granted.") @Nullable Grant grant,

        @ListMap("name") @Size(max = 16) @Doc("The Policies that allow it.")
        List<PolicyUse> policies,

        @ListMap("name") @Size(max = 16) @Doc("The Guardrails that changed or refused what the Policies allow.")
        List<GuardrailUse> guardrails,

        @Doc("What can be seen through the grant.") @Nullable
        Lens lens,

        @Size(max = 1024) @Doc("""
        What the operator did to make sure: what it read with this very credential, and where it was refused as it should be.
        """) @Nullable String proof,

        @Size(max = 2048)
        @Doc("While the request waits for a Policy: one in YAML that would allow it, for the owner of the port.")
        @Nullable
        String suggestedPolicy)
        implements ConditionedStatus {

    public AccessRequestStatus {
        conditions = Copies.of(conditions);
        policies = Copies.of(policies);
        guardrails = Copies.of(guardrails);
    }

    /** Where the credential is. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("Where the credential is.")
    public record Binding(
            @Required @Size(max = Api.SUBDOMAIN) @Doc("The name of the Secret in this namespace.")
            String name) {}

    /** What was granted in the store. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("What was granted in the store.")
    public record Grant(
            @Size(max = Api.LABEL) @Doc("The StoreClass whose store it lies in.") @Nullable
            String storeClassName,

            @Size(max = Api.LABEL) @Doc("The login in the store.") @Nullable
            String login,

            @Size(max = Api.LABEL)
            @Doc("The schema to read from. Its name stays the same as long as the grant exists.")
            @Nullable
            String schema,

            @UtcInstant @Doc("""
            When this consumer first got this port for this purpose. The time a Policy allows counts from here, or from
            renewedTime if there is one.
            """) @Nullable String startTime,

            @Min(0) @Doc("The greatest spec.renewal that has been seen for it. Absent: 0.") @Nullable
            Integer renewal,

            @UtcInstant @Doc("When it was last renewed by raising spec.renewal. Absent: never.") @Nullable
            String renewedTime,

            @UtcInstant @Doc("When the access ends. Absent: no end is set.") @Nullable
            String notAfter,

            @Size(max = 64) @Doc("A fingerprint of everything that was decided.") @Nullable
            String decisionHash) {}

    /** A Policy that allows the request. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A Policy that allows the request.")
    public record PolicyUse(
            @Required @Size(max = Api.LABEL) @Doc("The name of the Policy, in the namespace of the port's domain.")
            String name,

            @Doc("Its metadata.generation when it was evaluated.") @Nullable
            Long generation,

            @Size(max = 256) @Doc("""
            Who decided: its annotation roadstead.dev/decided-by, which the chart's ValidatingAdmissionPolicies hold to the user
            who wrote its spec. Absent: nothing tells.
            """) @Nullable String decidedBy) {}

    /** A Guardrail that the decision rests on. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A Guardrail that the decision rests on.")
    public record GuardrailUse(
            @Required @Size(max = Api.LABEL) @Doc("The name of the Guardrail.")
            String name,

            @Doc("Its metadata.generation when it was evaluated.") @Nullable
            Long generation,

            @Size(max = 4) @Doc("The exceptions to it that hold here, at most 4: until when, why, and the ticket.")
            List<@Size(max = 1024) String> exceptions) {

        public GuardrailUse {
            exceptions = Copies.of(exceptions);
        }
    }

    /** What can be seen through the grant. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("What can be seen through the grant.")
    public record Lens(
            @Min(0) @Doc("How many columns are read as they are in every row.") @Nullable
            Integer clear,

            @Min(0) @Doc("How many columns are read in a changed form in some or in all rows.") @Nullable
            Integer masked,

            @Min(0) @Doc("How many columns can't be read in any row.") @Nullable
            Integer hidden,

            @Size(max = 1024) @Doc("Which rows can be read. Absent: all.") @Nullable
            String rowFilter,

            @Size(max = 32) @Doc("The columns that are not read as they are in every row, at most 32 of them.")
            List<ColumnEffect> columns) {

        public Lens {
            columns = Copies.of(columns);
        }

        /** The columns that look so, of those that are listed. */
        public List<String> columnsThatAre(String effect) {
            return columns.stream()
                    .filter(column -> column.effect().equals(effect))
                    .map(ColumnEffect::name)
                    .toList();
        }
    }

    /** How one column looks. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("How one column looks.")
    public record ColumnEffect(
            @Required @Size(max = 128) @Doc("The column, with its relation where there are several.")
            String name,

            @Required @Size(max = 64) @Doc("""
            Partial, Year, Hash, Redact, Null or Hidden. Where it depends on the row, all that occur: Clear or Hash.
            """) String effect) {}
}
