package dev.roadstead.operator.backend;

/** What the live objects of a mesh ask for. What a store holds beyond that is an {@link Orphan}. */
public interface Claims {
    /** Whether a request for this grant exists, allowed or not: who decides about it is its reconciler. */
    boolean grant(GrantKey key);

    /** Whether any request of this consumer exists. */
    boolean subject(Subject subject);

    /** Whether the port exists, whichever versions it has. */
    boolean port(String domain, String port);

    /** Whether a product has this store, or had it when it was last looked at. */
    boolean store(StoreKey key);
}
