package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.OutputPort;

/** A version of a port of some namespace. */
record ContractKey(String namespace, String port, String version) {

    static ContractKey of(OutputPort port, String version) {
        return new ContractKey(
                port.getMetadata().getNamespace(), port.getMetadata().getName(), version);
    }
}
