package dev.roadstead.operator.backend;

/** Opens the backend behind a StoreClass. */
public interface BackendFactory {
    /**
     * Connects, claims the store for this mesh and takes its fence.
     *
     * @param meshId the mesh this operator serves
     * @param known what is remembered of the store; one that was set back since ends all access first
     * @param maskKey what a new store hashes with; an existing store keeps its own and warns when it differs
     * @throws BackendException reasons {@code WrongPassword}, {@code Unreachable}, {@code MissingPrivileges},
     *     {@code WrongMesh}, {@code WrongStore}, {@code FenceHeld}, {@code UnsupportedServer}
     */
    Backend open(StoreSettings settings, String meshId, KnownStore known, MaskKey maskKey);

    /** The same for a store whose history nobody remembers. */
    default Backend open(StoreSettings settings, String meshId, String expectedStoreId, MaskKey maskKey) {
        return open(settings, meshId, new KnownStore(expectedStoreId, null), maskKey);
    }
}
