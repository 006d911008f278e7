package dev.roadstead.operator.odcs;

import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.Contract;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a document is written from.
 *
 * @param domain the domain's name
 * @param port the port's name
 * @param product null if it can't be seen
 * @param version as the API has it, with its contract
 * @param contract the same contract, read
 * @param status proposed, draft, active, inactive, deprecated or retired
 * @param servers where it can be read; empty while it can't, or where that can't be told
 */
public record OdcsSource(
        String domain,
        String port,
        String productName,
        @Nullable DataProductSpec product,
        OutputPortSpec.Version version,
        Contract contract,
        String status,
        List<OdcsServer> servers) {

    public OdcsSource {
        servers = List.copyOf(servers);
    }
}
