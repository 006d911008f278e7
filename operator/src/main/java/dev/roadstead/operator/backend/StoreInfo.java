package dev.roadstead.operator.backend;

import java.util.List;

/**
 * What a store says of itself.
 *
 * @param storeId the identity that lies inside the store and outlives its address
 * @param serverVersion as the server prints it, such as {@code 18.1}
 * @param warnings things that work but should not stay so, each with its remedy
 */
public record StoreInfo(
        String storeId, String provider, String serverVersion, List<String> capabilities, List<String> warnings) {
    public StoreInfo {
        capabilities = List.copyOf(capabilities);
        warnings = List.copyOf(warnings);
    }
}
