package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Where a data product stands in its life. */
public enum Lifecycle implements WireName {
    /** Being built; its ports are not served. */
    DRAFT("Draft"),
    ACTIVE("Active"),
    /** Still served; new consumers are warned. */
    DEPRECATED("Deprecated"),
    /** Ended for good. */
    RETIRED("Retired"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    Lifecycle(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static Lifecycle of(String text) {
        return WireName.parse(Lifecycle.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
