package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Where a data product stands between sources and uses. */
public enum ProductType implements WireName {
    SOURCE_ALIGNED("SourceAligned"),
    AGGREGATE("Aggregate"),
    CONSUMER_ALIGNED("ConsumerAligned"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    ProductType(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static ProductType of(String text) {
        return WireName.parse(ProductType.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
