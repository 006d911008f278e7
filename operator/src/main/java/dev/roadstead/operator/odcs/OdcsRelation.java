package dev.roadstead.operator.odcs;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.LogicalType;
import dev.roadstead.api.v1alpha1.LogicalTypeOptions;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.OptionValue;
import dev.roadstead.operator.contract.Relation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A relation of a document: a view, which is what consumers read; the table behind it is nobody's business. */
final class OdcsRelation {

    /**
     * The relation.
     *
     * @param written as the API has it
     * @param read the same with its types
     */
    static Map<String, Object> of(Contract.Relation written, Relation read) {
        return new Fields()
                .put("name", written.name())
                .put("physicalName", written.name())
                .put("logicalType", "object")
                .put("physicalType", "view")
                .put("businessName", written.businessName())
                .put("description", written.description())
                .put("dataGranularityDescription", written.dataGranularityDescription())
                .put("tags", written.tags())
                .put(
                        "properties",
                        written.properties().stream()
                                .map(column -> read.column(column.name())
                                        .map(known -> property(column, known))
                                        .orElse(Map.of()))
                                .toList())
                .put(
                        "quality",
                        written.quality().stream()
                                .map(rule -> OdcsQuality.of(rule, LogicalType.STRING))
                                .toList())
                .map();
    }

    private static Map<String, Object> property(Contract.Column written, Column read) {
        LogicalType logical = written.logicalType() == null ? read.type().logicalType() : written.logicalType();
        boolean key = read.primaryKeyPosition() > 0;
        return new Fields()
                .put("name", written.name())
                .put("businessName", written.businessName())
                .put("description", written.description())
                .put("logicalType", logical.wireName())
                .put("logicalTypeOptions", options(written.logicalTypeOptions(), logical))
                .put("physicalType", read.type().sql())
                .put("required", read.required())
                .put("unique", read.unique() ? true : null)
                .put("primaryKey", key ? true : null)
                .put("primaryKeyPosition", key ? read.primaryKeyPosition() : null)
                .put("classification", read.classification())
                .put("criticalDataElement", written.criticalDataElement())
                .put(
                        "examples",
                        written.examples().stream()
                                .map(text -> OptionValue.of(text, logical))
                                .toList())
                .put("tags", read.tags())
                .put(
                        "quality",
                        written.quality().stream()
                                .map(rule -> OdcsQuality.of(rule, logical))
                                .toList())
                .map();
    }

    private static Map<String, Object> options(@Nullable LogicalTypeOptions options, LogicalType logical) {
        if (options == null) {
            return Map.of();
        }
        var fields = new Fields()
                .put("minLength", options.minLength())
                .put("maxLength", options.maxLength())
                .put("pattern", options.pattern())
                .put("format", options.format());
        options.bounds().forEach(bound -> fields.put(bound.field(), OptionValue.of(bound.text(), logical)));
        return fields.map();
    }

    private OdcsRelation() {}
}
