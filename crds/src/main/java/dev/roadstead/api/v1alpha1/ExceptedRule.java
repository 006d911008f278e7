package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A rule that a Domain can be excepted from. */
public enum ExceptedRule implements WireName {
    /** A contract that somebody reads by is not changed so that he breaks. */
    BREAKING_CHANGE("BreakingChange"),
    /** Consumers must know for some time that a version ends. */
    SUNSET_NOTICE("SunsetNotice"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    ExceptedRule(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static ExceptedRule of(String text) {
        return WireName.parse(ExceptedRule.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
