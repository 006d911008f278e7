package dev.roadstead.operator.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SHA-256 over a sequence of parts. Each part goes in with its length, so no two different sequences give the same
 * text: {@code "ab", "c"} and {@code "a", "bc"} differ, and so do null and the empty text. Not thread-safe; used once.
 */
public final class Fingerprint {

    private static final int ABSENT = -1;

    private final MessageDigest digest;

    /**
     * Starts with a name of what is hashed and of the form it is written in. Whoever changes the form changes the name;
     * otherwise hashes made before and after would be compared.
     */
    public Fingerprint(String form) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        add(form);
    }

    public Fingerprint add(@Nullable String part) {
        if (part == null) {
            return number(ABSENT);
        }
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        digest.update(bytes);
        return this;
    }

    public Fingerprint add(int part) {
        return add(Integer.toString(part));
    }

    public Fingerprint add(boolean part) {
        return add(Boolean.toString(part));
    }

    /** The number of parts, and then each. */
    public Fingerprint add(List<String> parts) {
        add(parts.size());
        parts.forEach(this::add);
        return this;
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private Fingerprint number(int value) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }
}
