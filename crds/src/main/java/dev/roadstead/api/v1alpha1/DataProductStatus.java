package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the operator found and did about a product. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the operator found and did. It is written by the operator only.")
public record DataProductStatus(
        @Doc("""
        The metadata.generation of the spec that this status was computed from; -1 before the first time. If it is smaller
        than metadata.generation, the rest of the status is out of date.
        """) @Nullable Long observedGeneration,

        @ListMap("type")
        @Size(max = 16)
        @Doc(
                "The state of the product: Accepted, ResolvedRefs, Provisioned, InputsGranted and Ready, and RequirementsMet where Guardrails demand something of it. Ready does not wait for access to inputs, which other people decide.")
        List<Condition> conditions,

        @Size(max = Api.NAME) @Doc("The domain the product belongs to.") @Nullable
        String domain,

        @Min(0) @Doc("How many OutputPorts the product has.") @Nullable
        Integer ports,

        @Size(max = 16) @Doc("How many of the inputs can be read, for instance 1/2.") @Nullable
        String inputsSummary,

        @Size(max = 2048) @Doc("""
        Who would lose access if the product went, for instance departures: insights/delays (v1). While it names somebody, the
        API server refuses to delete the product, to retire it, and to remove a store that is protected.
        """) @Nullable String protectedBy,

        @ListMap("name") @Size(max = 8) @Doc("The stores as they were made.")
        List<Store> stores,

        @ListMap("name") @Size(max = 64) @Doc("The inputs with the requests that were made for them.")
        List<Input> inputs,

        @ListMap({"store", "name"}) @Size(max = 128) @Doc("The writers with their Secrets.")
        List<Writer> writers)
        implements ProtectedStatus<DataProductStatus> {

    public DataProductStatus {
        conditions = Copies.of(conditions);
        stores = Copies.of(stores);
        inputs = Copies.of(inputs);
        writers = Copies.of(writers);
    }

    @Override
    public Set<String> protectedParts() {
        return stores.stream()
                .filter(store -> Boolean.TRUE.equals(store.inUse()))
                .map(Store::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public DataProductStatus withProtection(@Nullable String text, Set<String> parts) {
        return new DataProductStatus(
                observedGeneration,
                conditions,
                domain,
                ports,
                inputsSummary,
                text,
                stores.stream()
                        .map(store -> store.withInUse(parts.contains(store.name())))
                        .toList(),
                inputs,
                writers);
    }

    /** A store as it was made. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A store as it was made.")
    public record Store(
            @Required @Size(max = 32) @Doc("The name of the store within this product.")
            String name,

            @Size(max = Api.LABEL)
            @Doc("The StoreClass that holds the data, also where the default was taken.")
            @Nullable
            String storeClassName,

            @Size(max = 256) @Doc("Where in the store the data lies; in PostgreSQL the schema.") @Nullable
            String location,

            @Size(max = Api.LABEL) @Doc("The identity of the store that holds the data.") @Nullable
            String storeID,

            @JsonProperty("protected") @Doc("""
            Whether a consumer reads a port that lies in this store. While it is true, the API server refuses to remove the
            store from the product.
            """) @Nullable Boolean inUse) {

        Store withInUse(boolean used) {
            return new Store(name, storeClassName, location, storeID, used ? Boolean.TRUE : null);
        }
    }

    /** An input with its request. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("An input with its request.")
    public record Input(
            @Required @Size(max = Api.NAME) @Doc("The name of the input.")
            String name,

            @Size(max = Api.LABEL) @Doc("The AccessRequest that was made for the input, in this namespace.") @Nullable
            String accessRequestName,

            @Size(max = Api.SUBDOMAIN) @Doc("The Secret with the credential, once there is one.") @Nullable
            String secretName,

            @Size(max = 64) @Doc("""
            How far the access is: Verified once the operator has read the port with the credential, else the reason of the
            request's Ready condition.
            """) @Nullable String state) {}

    /** A writer with its Secret. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A writer with its Secret.")
    public record Writer(
            @Required @Size(max = 32) @Doc("The name of the store.")
            String store,

            @Required @Size(max = Api.NAME) @Doc("The name of the writer within the store.")
            String name,

            @Size(max = Api.SUBDOMAIN) @Doc("The Secret with the credential, once there is one.") @Nullable
            String secretName,

            @Size(max = 64)
            @Doc("How far the writer is: Provisioned once its login works, else the reason why not.")
            @Nullable
            String state) {}
}
