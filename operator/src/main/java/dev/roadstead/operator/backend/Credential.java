package dev.roadstead.operator.backend;

/**
 * A password for a login.
 *
 * @param password printable ASCII, used when the login has to be made
 * @param force whether to set it on a login that exists already (its Secret was lost, or no longer logs in)
 */
public record Credential(String password, boolean force) {
    @Override
    public String toString() {
        return "Credential[force=" + force + "]";
    }
}
