package dev.roadstead.operator.odcs.read;

import dev.roadstead.api.v1alpha1.Contract;
import java.util.List;

/**
 * What a document holds.
 *
 * @param contract as if it stood in a port's version
 * @param ignored paths of what the standard has and nothing here acts on, in the order of the document
 */
public record OdcsContract(Contract contract, List<String> ignored) {

    public OdcsContract {
        ignored = List.copyOf(ignored);
    }
}
