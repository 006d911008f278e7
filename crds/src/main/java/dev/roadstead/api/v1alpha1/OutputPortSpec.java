package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import dev.roadstead.api.schema.UtcInstant;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a product publishes. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What is published.")
@ValidationRule(
        value = "self.dataProductName == oldSelf.dataProductName",
        message = "spec.dataProductName: can't be changed, because consumers rely on who answers for the port; create"
                + " another OutputPort")
@ValidationRule(
        value = "self.store == oldSelf.store",
        message = "spec.store: can't be changed, because the data lies there; create another OutputPort")
@ValidationRule(
        value = "self.versions.exists(v, !has(v.served) || v.served)",
        message =
                "spec.versions: at least one version must be served; set served: true on one, or delete the OutputPort")
public record OutputPortSpec(
        @Required
        @Size(min = 1, max = Api.NAME)
        @Pattern(Api.NAME_PATTERN)
        @Doc("The DataProduct in the same namespace that the port belongs to. It can't be changed.")
        String dataProductName,

        @Required @Size(min = 1, max = 32) @Pattern(Api.NAME_PATTERN) @Doc("""
        The name of the product's store that holds the data of every version that names no other one. It can't be changed.
        """)
        String store,

        @Doc("""
        Who may learn that the port exists. Mesh: every domain. Domain: only the own domain; a request from elsewhere gets
        the same answer as if there were no such port. Default: Mesh.
        """) @Nullable Visibility visibility,

        @Required
        @ListMap("name")
        @Size(min = 1, max = 8)
        @Doc("The versions of the port, 1 to 8, at least one of them served.")
        List<Version> versions) {

    public OutputPortSpec {
        versions = Copies.of(versions);
    }

    /** The same port with other versions. */
    public OutputPortSpec withVersions(List<Version> others) {
        return new OutputPortSpec(dataProductName, store, visibility, others);
    }

    /** The name of the store that holds a version's data; where the port has no such version, the one it would lie in. */
    public String storeOf(String version) {
        return versions.stream()
                .filter(known -> known.name().equals(version))
                .findFirst()
                .map(this::storeOf)
                .orElse(store);
    }

    public String storeOf(Version version) {
        return version.store() == null ? store : version.store();
    }

    public Visibility visibilityOrDefault() {
        return visibility == null ? Visibility.MESH : visibility;
    }

    /** One version of the port. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("One version of the port.")
    @ValidationRule(
            value = "!has(self.deprecationMessage) || (has(self.deprecated) && self.deprecated)",
            message =
                    "deprecationMessage: is read only where deprecated is true; set deprecated: true, or leave it out")
    @ValidationRule(
            value = "!has(self.sunsetTime) || (has(self.deprecated) && self.deprecated)",
            message =
                    "sunsetTime: only a deprecated version has one, so that consumers know; set deprecated: true, or leave it out")
    @ValidationRule(
            value = "has(self.contract) != has(self.contractFrom)",
            message = "contract: a version has either contract or contractFrom; write one of the two")
    @ValidationRule(
            value = "has(self.store) == has(oldSelf.store) && (!has(self.store) || self.store == oldSelf.store)",
            message =
                    "store: can't be set, changed or removed on a version that exists, because its data lies there and its"
                            + " consumers read it there; serve a new version in the other store, and deprecate this one")
    public record Version(
            @Required
            @Size(min = 2, max = 6)
            @Pattern(Api.PORT_VERSION_PATTERN)
            @Doc("The name of the version: v and a number from 1 to 99999. Consumers name it in portRef.version.")
            String name,

            @Doc("Whether consumers can read this version. Default: true.") @Nullable
            Boolean served,

            @Doc("""
            Whether consumers should read another version instead. Each of them is told, and none loses access. Default: false.
            """) @Nullable Boolean deprecated,

            @Size(min = 1, max = 256)
            @Doc("What consumers should do, for instance: read v2, which has the gate too.")
            @Nullable
            String deprecationMessage,

            @UtcInstant @Doc("""
            From when on the version may be removed although somebody reads it, in UTC, for instance 2027-06-30T00:00:00Z. It ends
            no access: that goes on until the version is removed. Default: as long as somebody reads it.
            """) @Nullable String sunsetTime,

            @Size(min = 1, max = 32) @Pattern(Api.NAME_PATTERN) @Doc("""
            The name of the product's store that holds the data of this version, so that a new version may lie in another store
            than those before. It is set when the version is added, and can't be changed after that. Default: spec.store.
            """) @Nullable
            String store,

            @Doc("What can be read, in the words of the Open Data Contract Standard 3.1. Either this or contractFrom.")
            @Nullable
            Contract contract,

            @Doc("""
            Where a whole document of the Open Data Contract Standard lies that says what can be read. A change of it is a change of
            the contract: what would break a consumer is held.
            """) @Nullable ContractSource contractFrom) {

        public boolean servedOrDefault() {
            return !Boolean.FALSE.equals(served);
        }

        /** The same version with another contract, or with the one that its source holds. */
        public Version withContract(@Nullable Contract other) {
            return new Version(name, served, deprecated, deprecationMessage, sunsetTime, store, other, contractFrom);
        }

        /** The same version as its spec has it, without what its source holds. */
        public Version asWritten() {
            return contractFrom == null ? this : withContract(null);
        }

        public boolean deprecatedOrDefault() {
            return Boolean.TRUE.equals(deprecated);
        }

        /** Whether consumers have had the time they were given. */
        public boolean isSunset(Instant now) {
            return sunsetTime != null && !now.isBefore(Instant.parse(sunsetTime));
        }
    }
}
