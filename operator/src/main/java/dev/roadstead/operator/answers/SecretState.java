package dev.roadstead.operator.answers;

/** Whether a Secret is there, as far as an account may tell. */
public enum SecretState {
    THERE,
    ABSENT,
    /** The account may not read it, which for other people's Secrets is as it should be. */
    NOT_ALLOWED;

    /** Looks one up. */
    public interface Lookup {
        SecretState of(String namespace, String name);
    }
}
