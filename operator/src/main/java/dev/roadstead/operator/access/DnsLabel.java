package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Fingerprint;
import java.util.Locale;

/** Makes names that every kind accepts: at most 63 of a to z, 0 to 9 and single hyphens, a letter first. */
final class DnsLabel {

    private static final int MAX = 63;
    private static final int DIGITS = 8;

    /** Close to the text. A longer one is cut and gets a hash of the whole, so that two with a common start differ. */
    static String of(String text) {
        String label = text.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+", "")
                .replaceAll("-$", "");
        if (label.isEmpty()) {
            label = "access";
        }
        if (label.length() <= MAX) {
            return label;
        }
        String hash = new Fingerprint("roadstead name 1").add(text).hex().substring(0, DIGITS);
        return label.substring(0, MAX - DIGITS - 1).replaceAll("-$", "") + "-" + hash;
    }

    private DnsLabel() {}
}
