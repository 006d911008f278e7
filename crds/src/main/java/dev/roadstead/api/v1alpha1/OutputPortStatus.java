package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import dev.roadstead.api.schema.UtcInstant;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the operator found and did about a port. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the operator found and did. It is written by the operator only.")
public record OutputPortStatus(
        @Doc("""
        The metadata.generation of the spec that this status was computed from; -1 before the first time. If it is smaller
        than metadata.generation, the rest of the status is out of date.
        """) @Nullable Long observedGeneration,

        @ListMap("type") @Size(max = 16) @Doc("""
        The state of the port: Accepted, ResolvedRefs, Provisioned and Ready, and RequirementsMet where Guardrails demand
        something of it.
        """) List<Condition> conditions,

        @Size(max = 64) @Doc("The versions that consumers can read now, separated by commas.") @Nullable
        String serving,

        @Min(0) @Doc("How many requests are granted, over all versions.") @Nullable
        Integer consumers,

        @Min(0) @Doc("How many requests wait for a Policy of this domain.") @Nullable
        Integer waiting,

        @Size(max = Api.LABEL) @Doc("""
        The StoreClass of the store that its first version was last served from. versions[].storeClassName tells it of each.
        """) @Nullable String storeClassName,

        @Size(max = 2048) @Doc("""
        Who would lose access if the port went, for instance insights/delays (v1), and until when the version is protected if it
        has a sunsetTime. While it names somebody, the API server refuses to delete the port, and to remove or stop serving a version
        that is protected.
        """) @Nullable String protectedBy,

        @ListMap("name") @Size(max = 8) @Doc("The versions as they are served.")
        List<Version> versions,

        @Size(max = 10) @Doc("""
        Requests that wait for a Policy of this domain, the longest waiting first, at most 10 of them. The field waiting
        counts them all.
        """) List<WaitingRequest> waitingRequests)
        implements ProtectedStatus<OutputPortStatus> {

    public OutputPortStatus {
        conditions = Copies.of(conditions);
        versions = Copies.of(versions);
        waitingRequests = Copies.of(waitingRequests);
    }

    /** Where a version was last served, as far as it is known; null if it never was. */
    public @Nullable String storeClassOf(String version) {
        return versions.stream()
                .filter(known -> known.name().equals(version) && known.schema() != null)
                .flatMap(known -> Stream.ofNullable(storeClassOf(known)))
                .findFirst()
                .orElse(null);
    }

    /** An operator that knew of one store only has told it for the whole port. */
    private @Nullable String storeClassOf(Version version) {
        return version.storeClassName() == null ? storeClassName : version.storeClassName();
    }

    @Override
    public Set<String> protectedParts() {
        return versions.stream()
                .filter(version -> Boolean.TRUE.equals(version.inUse()))
                .map(Version::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public OutputPortStatus withProtection(@Nullable String text, Set<String> parts) {
        return new OutputPortStatus(
                observedGeneration,
                conditions,
                serving,
                consumers,
                waiting,
                storeClassName,
                text,
                versions.stream()
                        .map(version -> version.withInUse(parts.contains(version.name())))
                        .toList(),
                waitingRequests);
    }

    /** A version as it is served. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A version as it is served.")
    public record Version(
            @Required @Size(max = 6) @Doc("The name of the version.")
            String name,

            @Size(max = 64)
            @Doc("Served, NotServed, Pending while it is being made, or the reason why it can't be served.")
            @Nullable
            String state,

            @Size(max = 64) @Doc("A fingerprint of the contract that is served.") @Nullable
            String contractHash,

            @Size(max = Api.LABEL) @Doc("""
            The ControllerRevision in this namespace that holds the contract that is served. It differs from the one in the spec
            while a breaking change is held back.
            """) @Nullable String revisionName,

            @Size(max = Api.LABEL)
            @Doc("The schema of this version in the store. Consumers read through schemas of their own.")
            @Nullable
            String schema,

            @Size(max = Api.LABEL) @Doc("The StoreClass in whose store it was last served.") @Nullable
            String storeClassName,

            @JsonProperty("protected") @Doc("""
            Whether a consumer is granted access to this version. While it is true, the API server refuses to remove the version
            or to stop serving it. It is set before the first grant, and gone from sunsetTime on, or once the notice is over that a
            Guardrail demands.
            """) @Nullable Boolean inUse,

            @UtcInstant @Doc("The sunsetTime that consumers were told last.") @Nullable
            String sunsetTime,

            @UtcInstant @Doc("""
            Since when they have been told of this sunsetTime or a nearer one. The minSunsetNotice of Guardrails is counted from
            then. Absent if the version came with its sunsetTime.
            """) @Nullable String sunsetAnnouncedTime,

            @Size(max = 64) @Doc("The names of the relations.")
            List<@Size(max = Api.LABEL) String> relations) {

        public Version {
            relations = Copies.of(relations);
        }

        Version withInUse(boolean used) {
            return new Version(
                    name,
                    state,
                    contractHash,
                    revisionName,
                    schema,
                    storeClassName,
                    used ? Boolean.TRUE : null,
                    sunsetTime,
                    sunsetAnnouncedTime,
                    relations);
        }

        /** A version whose consumers were told of no end. */
        public Version(
                String name,
                @Nullable String state,
                @Nullable String contractHash,
                @Nullable String revisionName,
                @Nullable String schema,
                @Nullable Boolean inUse,
                List<String> relations) {
            this(name, state, contractHash, revisionName, schema, null, inUse, null, null, relations);
        }

        /** The same, in the store of this StoreClass. */
        public Version withStoreClass(@Nullable String className) {
            return new Version(
                    name,
                    state,
                    contractHash,
                    revisionName,
                    schema,
                    className,
                    inUse,
                    sunsetTime,
                    sunsetAnnouncedTime,
                    relations);
        }

        /** The same, with the end that consumers have been told, and since when. */
        public Version withSunset(@Nullable String time, @Nullable String announced) {
            return new Version(
                    name, state, contractHash, revisionName, schema, storeClassName, inUse, time, announced, relations);
        }

        /** The same, served by the contract of this revision. */
        public Version withRevision(@Nullable String revision) {
            return new Version(
                    name,
                    state,
                    contractHash,
                    revision,
                    schema,
                    storeClassName,
                    inUse,
                    sunsetTime,
                    sunsetAnnouncedTime,
                    relations);
        }
    }

    /** A request that waits for the owner's decision. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A request that waits for the owner's decision.")
    public record WaitingRequest(
            @Required @Size(max = Api.NAME) @Doc("The domain that asks.")
            String domain,

            @Required @Size(max = Api.LABEL) @Doc("The name of the AccessRequest in that domain's namespace.")
            String name,

            @Required @Size(max = 6) @Doc("The version it asks for.")
            String version,

            @Size(max = Api.LABEL) @Doc("What the data is wanted for.") @Nullable
            String purpose,

            @UtcInstant @Doc("Since when it waits.") @Nullable
            String since,

            @Size(max = 2048) @Doc("A Policy in YAML that would allow it, for you to narrow and apply.") @Nullable
            String suggestedPolicy) {}
}
