package dev.roadstead.operator.reconcile;

import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.operator.contract.Fingerprint;

/**
 * The name of the AccessRequest that is made for an input. It depends on what is asked for, because a request can't be
 * edited: an input that moves to another version gets a second request while the first goes on.
 */
public final class RequestName {

    private static final String FORM = "roadstead request name 1";
    private static final int HEX = 6;

    public static String of(String product, String input, PortRef port, String purpose) {
        String hash = new Fingerprint(FORM)
                .add(port.domain())
                .add(port.name())
                .add(port.version())
                .add(purpose)
                .hex();
        return product + "-" + input + "-" + hash.substring(0, HEX);
    }

    private RequestName() {}
}
