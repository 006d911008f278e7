package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operator found and did about a domain. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the operator found and did. It is written by the operator only.")
public record DomainStatus(
        @Doc("""
        The metadata.generation of the spec that this status was computed from; -1 before the first time. If it is smaller
        than metadata.generation, the rest of the status is out of date.
        """) @Nullable Long observedGeneration,

        @ListMap("type") @Size(max = 16) @Doc("The state of the domain: Accepted, NamespaceReady and Ready.")
        List<Condition> conditions,

        @Size(max = Api.LABEL) @Doc("The namespace of this domain, once it is this domain's.") @Nullable
        String namespace,

        @Min(0) @Doc("How many DataProducts the domain has.") @Nullable
        Integer dataProducts,

        @Min(0) @Doc("How many OutputPorts the domain has.") @Nullable
        Integer outputPorts,

        @Min(0) @Doc("How many AccessRequests exist for this domain's ports, from whichever domain.") @Nullable
        Integer accessRequests,

        @Min(0) @Doc("How many of those wait for a Policy of this domain.") @Nullable
        Integer waitingRequests,

        @Size(max = 2048) @Doc("""
        Who, of other domains, would lose access if the domain went. While it names somebody, the API server refuses to delete
        the Domain and its Namespace.
        """) @Nullable String protectedBy)
        implements ProtectedStatus<DomainStatus> {

    public DomainStatus {
        conditions = Copies.of(conditions);
    }

    @Override
    public Set<String> protectedParts() {
        return Set.of();
    }

    @Override
    public DomainStatus withProtection(@Nullable String text, Set<String> parts) {
        return new DomainStatus(
                observedGeneration,
                conditions,
                namespace,
                dataProducts,
                outputPorts,
                accessRequests,
                waitingRequests,
                text);
    }
}
