package dev.roadstead.operator.backend;

/** A grant: who reads which version of which port for which purpose. */
public record GrantKey(Subject subject, PortKey port, String purpose) {
    @Override
    public String toString() {
        return subject + " on " + port + " for " + purpose;
    }
}
