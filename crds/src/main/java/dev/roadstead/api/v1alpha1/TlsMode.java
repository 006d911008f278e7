package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How connections to a store are protected, from weakest to strongest. */
public enum TlsMode implements WireName {
    /** No encryption. */
    DISABLE("Disable"),
    /** Encryption with whoever answers. */
    REQUIRE("Require"),
    /** Encryption with a server that shows a certificate of a trusted authority. */
    VERIFY_CA("VerifyCA"),
    /** Like VERIFY_CA, and the certificate names the host. */
    VERIFY_FULL("VerifyFull"),
    /** A value this version does not know. */
    UNKNOWN("");

    private final String wireName;

    TlsMode(String wireName) {
        this.wireName = wireName;
    }

    @JsonCreator
    static TlsMode of(String text) {
        return WireName.parse(TlsMode.class, text, UNKNOWN);
    }

    @Override
    @JsonValue
    public String wireName() {
        return wireName;
    }
}
