package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What an owner of a Domain is. */
public enum SubjectKind implements WireName {
    USER("User"),
    GROUP("Group"),
    SERVICE_ACCOUNT("ServiceAccount"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    SubjectKind(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static SubjectKind of(String text) {
        return WireName.parse(SubjectKind.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
