package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a Domain comes by its namespace. */
public enum NamespacePolicy implements WireName {
    /** The operator makes it and refuses one that is already there. */
    CREATE("Create"),
    /** It exists already; nothing that runs in it is changed. */
    ADOPT("Adopt"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    NamespacePolicy(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static NamespacePolicy of(String text) {
        return WireName.parse(NamespacePolicy.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
