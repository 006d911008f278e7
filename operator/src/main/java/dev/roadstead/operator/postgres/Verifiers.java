package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Credential;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SCRAM verifiers that whoever asks has computed on its own thread. Each takes milliseconds, and the store's one thread
 * would compute them one after the other.
 */
final class Verifiers {
    private final Map<String, String> made = new ConcurrentHashMap<>();

    /** Computes it ahead of the pass that is going to set this password. */
    void prepare(Credential credential) {
        made.computeIfAbsent(credential.password(), Scram::verifier);
    }

    /** The prepared one; where nobody foresaw that it would be needed, it is computed now. */
    String of(Credential credential) {
        String known = made.get(credential.password());
        return known == null ? Scram.verifier(credential.password()) : known;
    }

    /** It is set, or not needed any more. */
    void forget(Credential credential) {
        made.remove(credential.password());
    }
}
