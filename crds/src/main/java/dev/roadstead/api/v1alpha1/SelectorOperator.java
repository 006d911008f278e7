package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a label is compared. */
public enum SelectorOperator implements WireName {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    SelectorOperator(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static SelectorOperator of(String text) {
        return WireName.parse(SelectorOperator.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
