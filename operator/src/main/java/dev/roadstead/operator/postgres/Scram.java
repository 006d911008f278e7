package dev.roadstead.operator.postgres;

import java.sql.SQLException;
import org.postgresql.util.PasswordUtil;

/** SCRAM-SHA-256 verifiers, 4096 rounds, made here so that no password reaches a statement or a server's log. */
final class Scram {
    private Scram() {}

    /** @param password printable ASCII */
    static String verifier(String password) {
        if (!password.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("a password is printable ASCII without blanks");
        }
        try {
            return PasswordUtil.encodePassword("verifier", password.toCharArray(), "scram-sha-256");
        } catch (SQLException e) {
            throw new IllegalStateException("the driver knows scram-sha-256", e);
        }
    }
}
