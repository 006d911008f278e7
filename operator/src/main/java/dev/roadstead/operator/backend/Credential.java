package dev.roadstead.operator.backend;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A password for a login.
 *
 * @param password printable ASCII, used when the login has to be made
 * @param force whether to set it on a login that exists already (its Secret was lost, or no longer logs in)
 * @param turn what it has to do with a rotation; absent: nothing
 */
public record Credential(
        String password, boolean force, @Nullable Turn turn) {

    private static final int FINGERPRINT_HEX = 32;

    /**
     * Asks for the other slot.
     *
     * @param from the login that is handed out now: if it is another one meanwhile, nothing turns; absent: only remember
     * @param handled the wish for a rotation that this fulfils, remembered so that it is fulfilled once; absent: none
     */
    public record Turn(@Nullable String from, @Nullable String handled) {}

    public Credential(String password, boolean force) {
        this(password, force, null);
    }

    /** The same password, which has been set meanwhile. */
    public Credential settled() {
        return new Credential(password, false);
    }

    /**
     * Tells whether two passwords of a login are the same, without telling either: what the store remembers of the one it
     * set last. A password of 40 random letters can't be found from it.
     */
    public static String fingerprint(String login, String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("roadstead credential 1\n" + login + "\n" + password).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, FINGERPRINT_HEX);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Credential[force=" + force + "]";
    }
}
