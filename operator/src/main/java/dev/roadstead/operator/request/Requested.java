package dev.roadstead.operator.request;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.access.Ask;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.contract.Contract;
import org.jspecify.annotations.Nullable;

/**
 * A request with everything it names.
 *
 * @param port a copy out of the cache
 * @param contract of the version; null while it can't be read
 * @param served whether the version is published with this very contract
 * @param className the StoreClass that holds the data
 */
public record Requested(
        GrantKey key,
        Ask ask,
        OutputPort port,
        DataProduct product,
        OutputPortSpec.Version version,
        @Nullable Contract contract,
        boolean served,
        String className) {

    /** The namespace of the domain that the port is of. */
    public String portNamespace() {
        return port.getMetadata().getNamespace();
    }

    /**
     * Whether the store still shows this very contract, as it was published last, though the version can't be served as it should now,
     * such as where one of its tables is unsafe.
     */
    public boolean shown() {
        return contract != null
                && port.getStatus() != null
                && port.getStatus().versions().stream()
                        .anyMatch(last -> last.name().equals(version.name())
                                && last.schema() != null
                                && contract.hash().equals(last.contractHash())
                                && className.equals(last.storeClassName()));
    }
}
