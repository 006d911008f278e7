package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import dev.roadstead.api.schema.ListSet;
import dev.roadstead.api.schema.UtcInstant;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the operator found out about a store. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the operator found and did. It is written by the operator only.")
public record StoreClassStatus(
        @Doc("""
        The metadata.generation of the spec that this status was computed from; -1 before the first time. If it is smaller
        than metadata.generation, the rest of the status is out of date.
        """) @Nullable Long observedGeneration,

        @ListMap("type") @Size(max = 16) @Doc("The state of the store: Accepted, ResolvedRefs, Reachable and Ready.")
        List<Condition> conditions,

        @Size(max = Api.LABEL) @Doc("""
        The identity of the store, written inside it when it was first used. If another store answers at the address, nothing
        is done.
        """) @Nullable String storeID,

        @Size(max = Api.LABEL) @Doc("The kind of store: postgresql.") @Nullable
        String provider,

        @Size(max = Api.LABEL) @Doc("The version the server reported, for instance 18.1.") @Nullable
        String serverVersion,

        @ListSet
        @Size(max = 16)
        @Doc("What the store can enforce, for instance ColumnMasking, RowFilter, Expiry and SessionTermination.")
        List<@Size(max = Api.LABEL) String> capabilities,

        @Min(0) @Doc("How many DataProducts keep data here.") @Nullable
        Integer dataProducts,

        @Doc("""
        The newest entry of the store's history that was seen. It proves later that no entry up to it was altered, and that
        the store was not set back.
        """) @Nullable Ledger ledger,

        @Size(max = 2048) @Doc("""
        Who would lose access if the class went. While it names somebody, the API server refuses to delete the StoreClass.
        """) @Nullable String protectedBy)
        implements ProtectedStatus<StoreClassStatus> {

    public StoreClassStatus {
        conditions = Copies.of(conditions);
        capabilities = Copies.of(capabilities);
    }

    @Override
    public Set<String> protectedParts() {
        return Set.of();
    }

    @Override
    public StoreClassStatus withProtection(@Nullable String text, Set<String> parts) {
        return new StoreClassStatus(
                observedGeneration,
                conditions,
                storeID,
                provider,
                serverVersion,
                capabilities,
                dataProducts,
                ledger,
                text);
    }

    /** An entry of the history, so that it can be recognised. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("An entry of the history, so that it can be recognised.")
    public record Ledger(
            @Min(1) @Doc("Its number; numbers have no gaps.") @Nullable
            Long seq,

            @Size(max = 64) @Doc("Its hash, which covers every entry before it.") @Nullable
            String hash,

            @UtcInstant @Doc("When it was written, by the store's clock.") @Nullable
            String time) {}
}
