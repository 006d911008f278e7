package dev.roadstead.testing;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test waits for has not come yet while it can't even be asked for, as of an object that is just being made anew. If it never
 * comes, the last cause is told. Found by JUnit itself, for all tests.
 */
public final class PatientConditions implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.ignoreExceptionsByDefault();
    }
}
