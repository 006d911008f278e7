package dev.roadstead.operator.revision;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;

/** Knows by which contract a version is served, which need not be the one in the spec. */
@FunctionalInterface
public interface ServedContracts {

    /** Where nothing else can be known. */
    ServedContracts AS_WRITTEN = (port, version) -> version;

    /**
     * The version of the spec, with the contract it is served by. One whose contract lies elsewhere has none until one was accepted:
     * only the port's own reconcile looks at the source.
     */
    OutputPortSpec.Version of(OutputPort port, OutputPortSpec.Version version);
}
