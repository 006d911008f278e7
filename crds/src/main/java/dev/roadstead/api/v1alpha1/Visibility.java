package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** Who may learn that a port exists. */
public enum Visibility implements WireName {
    /** Every domain. */
    MESH("Mesh"),
    /** The own domain only. */
    DOMAIN("Domain"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    Visibility(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static Visibility of(String text) {
        return WireName.parse(Visibility.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
