package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The types of ODCS 3.1, independent of any store. */
public enum LogicalType implements WireName {
    STRING("string"),
    INTEGER("integer"),
    NUMBER("number"),
    BOOLEAN("boolean"),
    DATE("date"),
    TIMESTAMP("timestamp"),
    TIME("time"),
    /** Needs a physical type. */
    OBJECT("object"),
    /** Needs a physical type. */
    ARRAY("array"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    LogicalType(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static LogicalType of(String text) {
        return WireName.parse(LogicalType.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
