package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;

/**
 * A contract as the history keeps it: once per hash, with everything that a question about the past asks for.
 *
 * @param json one line, in the field names of ODCS
 * @param hash SHA-256 of that line, 64 hexadecimal digits
 */
public record ContractText(String json, String hash) {

    /** The text of a contract; equal contracts give equal texts. */
    public static ContractText of(Contract contract) {
        ObjectNode root = Json.object();
        var relations = root.putArray("schema");
        for (Relation relation : contract.relations()) {
            ObjectNode entry =
                    relations.addObject().put("name", relation.name()).put("physicalName", relation.physicalName());
            var columns = entry.putArray("properties");
            relation.columns().forEach(column -> columns.add(column(column)));
        }
        String json = Json.text(root);
        return new ContractText(json, Json.sha256(json));
    }

    private static ObjectNode column(Column column) {
        ObjectNode entry = Json.object()
                .put("name", column.name())
                .put("physicalType", column.type().sql());
        if (column.required()) {
            entry.put("required", true);
        }
        if (column.primaryKeyPosition() > 0) {
            entry.put("primaryKeyPosition", column.primaryKeyPosition());
        }
        if (column.classification() != null) {
            entry.put("classification", column.classification());
        }
        if (!column.tags().isEmpty()) {
            var tags = entry.putArray("tags");
            column.tags().forEach(tags::add);
        }
        return entry;
    }
}
