package dev.roadstead.operator.load;

import java.util.Map;

/**
 * What all served contracts together say about one table: its columns, and which of them must have a value. Empty when
 * no contract names the table.
 *
 * @param requiredByName whether each column is required, in the order of the contracts
 */
public record ContractColumns(Map<String, Boolean> requiredByName) {

    public boolean isRequired(String column) {
        return requiredByName.getOrDefault(column, false);
    }
}
