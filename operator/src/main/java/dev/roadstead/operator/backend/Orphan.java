package dev.roadstead.operator.backend;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something in a store that no live object asks for: its object vanished and nobody could tell the store.
 *
 * @param name what the store calls it: a schema or a role
 * @param about what it is, for people
 * @param open whether somebody can read or write through it now
 * @param since since when it has been seen so, by the store's clock; null if nobody has written that down yet
 */
public record Orphan(
        Kind kind,
        String name,
        String about,
        boolean open,
        @Nullable Instant since) {

    /** What it is; the names are the values of a metric's label. */
    public enum Kind {
        /** A consumer reads through it. */
        GRANT("Grant"),
        /** A consumer logs in and has nothing to read. */
        LOGIN("Login"),
        /** A product's program writes with it. */
        WRITER("Writer"),
        /** The operator reads with it what the ports of a store show, to check that. */
        CHECKER("Checker"),
        /** Views that grants stand on; nobody can read them directly. */
        PORT("Port"),
        /** Tables. They are kept, whatever happens. */
        STORE("Store");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** In CamelCase. */
        public String label() {
            return label;
        }
    }

    /** Whether it ends once it has been one for long enough. */
    public boolean ends() {
        return kind != Kind.STORE;
    }
}
