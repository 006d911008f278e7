package dev.roadstead.operator.backend;

/**
 * The key of the Hash mask: one per mesh, so that equal values hash alike in all of its stores. A store keeps a copy; the
 * mesh keeps the one that new stores get.
 */
public interface MaskKey {
    int BYTES = 64;

    /**
     * The mesh's key; made now if it has none.
     *
     * @return {@value #BYTES} bytes
     */
    byte[] forNewStore();

    /**
     * The mesh's key; if it has none, the store's becomes it, as when a new cluster takes over a mesh.
     *
     * @param storeKey what an existing store hashes with
     */
    byte[] orAdopt(byte[] storeKey);
}
