package dev.roadstead.operator.binding;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes passwords: 40 letters and digits, so no client can misread one, and nobody guess it. */
public final class Passwords implements Supplier<String> {

    private static final int LENGTH = 40;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private final RandomGenerator random;

    /**
     * Makes them from a source.
     *
     * @param random a cryptographically strong one
     */
    public Passwords(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public String get() {
        StringBuilder password = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
