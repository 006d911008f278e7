package dev.roadstead.operator.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.binding.CredentialChoice.Origin;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CredentialChoiceTest {

    @Test
    void keepsItsOwnAndAsksNobody() {
        var choice = CredentialChoice.of(
                Optional.of(stored("own")),
                List.of(stored("sibling")),
                credential -> {
                    throw new AssertionError("asked the store");
                },
                () -> "new");
        assertEquals(Origin.OWN, choice.origin());
        assertEquals("own", choice.credential().password());
        assertFalse(choice.credential().force());
    }

    @Test
    void copiesTheFirstSiblingThatLogsIn() {
        var choice = CredentialChoice.of(
                Optional.empty(),
                List.of(stored("stale"), stored("works"), stored("works-too")),
                credential -> credential.password().startsWith("works"),
                () -> "new");
        assertEquals(Origin.SIBLING, choice.origin());
        assertEquals("works", choice.credential().password());
        assertFalse(choice.credential().force());
    }

    @Test
    void makesANewOneOnlyIfNothingWorks() {
        var choice = CredentialChoice.of(Optional.empty(), List.of(stored("stale")), credential -> false, () -> "new");
        assertEquals(Origin.NEW, choice.origin());
        assertEquals("new", choice.credential().password());
        assertTrue(choice.credential().force());
    }

    @Test
    void aPasswordIsForOneStoreOnly() {
        var here = new Place("postgresql", "pg", 5432, "mesh", "disable", null);
        var moved = new Place("postgresql", "pg2", 5432, "mesh", "disable", null);
        assertTrue(stored("p").isFor(here, null));
        assertFalse(stored("p").isFor(moved, null));
        assertTrue(stored("p").isFor(moved, "login"), "the store's address was edited");
    }

    @Test
    void passwordsAreLongAndPlain() {
        var passwords = new Passwords(new Random(1));
        assertTrue(passwords.get().matches("[A-Za-z0-9]{40}"));
    }

    private static StoredCredential stored(String password) {
        return new StoredCredential("login", password, "pg", "5432", "mesh");
    }
}
