package dev.roadstead.api.v1alpha1;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The status of an object that consumers of other teams rest on. The API server itself reads it: while it names a
 * consumer, the object can't be deleted, with the operator running or not.
 *
 * @param <S> the status itself
 */
public sealed interface ProtectedStatus<S extends ProtectedStatus<S>> extends ConditionedStatus
        permits DomainStatus, StoreClassStatus, DataProductStatus, OutputPortStatus {

    /** Who would lose access, for people; null while nobody would. */
    @Nullable
    String protectedBy();

    /** The names of the parts that are in use: versions of a port, stores of a product. */
    Set<String> protectedParts();

    /**
     * The same status, protected by these consumers.
     *
     * @param text who would lose access; null if nobody would
     * @param parts the names of the parts that they use
     */
    S withProtection(@Nullable String text, Set<String> parts);
}
