package dev.roadstead.operator.odcs.read;

import java.util.Arrays;
import java.util.Optional;

/** The versions of the standard that are read. */
enum OdcsVersion {
    V3_1_0("v3.1.0"),
    V3_2_0("v3.2.0");

    private final String wireName;

    OdcsVersion(String wireName) {
        this.wireName = wireName;
    }

    /** As {@code apiVersion} has it. */
    String wireName() {
        return wireName;
    }

    static Optional<OdcsVersion> of(String text) {
        return Arrays.stream(values())
                .filter(version -> version.wireName.equals(text))
                .findFirst();
    }
}
