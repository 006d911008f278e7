package dev.roadstead.operator.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.binding.CredentialChoice.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CredentialChoiceTest {

    private static final LoginState STATE =
            new LoginState("login_b", Credential.fingerprint("login_b", "set"), Instant.EPOCH, "login_a", null, null);

    @Test
    void keepsItsOwnAndReadsNoOther() {
        var choice = CredentialChoice.of(
                STATE,
                stored("login_b", "set"),
                () -> {
                    throw new AssertionError("read the others");
                },
                () -> "new");
        assertEquals(Origin.OWN, choice.origin());
        assertEquals("set", choice.credential().password());
        assertFalse(choice.credential().force());
    }

    @Test
    void copiesASiblingThatHoldsWhatTheStoreWasTold() {
        var choice = CredentialChoice.of(
                STATE,
                stored("login_a", "old"),
                () -> List.of(
                        stored("login_a", "set").get(),
                        stored("login_b", "stale").get(),
                        stored("login_b", "set").get()),
                () -> "new");
        assertEquals(Origin.SIBLING, choice.origin());
        assertEquals("set", choice.credential().password());
        assertFalse(choice.credential().force());
    }

    @Test
    void makesANewOneOnlyIfNoSecretHoldsIt() {
        var choice = CredentialChoice.of(
                STATE, Optional.empty(), () -> List.of(stored("login_a", "set").get()), () -> "new");
        assertEquals(Origin.NEW, choice.origin());
        assertEquals("new", choice.credential().password());
        assertTrue(choice.credential().force());
    }

    @Test
    void aFingerprintTellsNothingButWhetherTwoAreTheSame() {
        assertEquals(Credential.fingerprint("a", "secret"), Credential.fingerprint("a", "secret"));
        assertNotEquals(Credential.fingerprint("a", "secret"), Credential.fingerprint("b", "secret"));
        assertNotEquals(Credential.fingerprint("a", "secret"), Credential.fingerprint("a", "secret2"));
        assertFalse(Credential.fingerprint("a", "secret").contains("secret"));
    }

    @Test
    void passwordsAreLongAndPlain() {
        var passwords = new Passwords(new Random(1));
        assertTrue(passwords.get().matches("[A-Za-z0-9]{40}"));
    }

    private static Optional<StoredCredential> stored(String login, String password) {
        return Optional.of(new StoredCredential(login, password));
    }
}
