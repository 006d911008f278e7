package dev.roadstead.operator.contract;

import java.util.List;
import java.util.stream.Collectors;

/** What came out of reading a spec: the value, or everything that is wrong with it. */
public sealed interface Parsed<T> {

    /** A spec without fault. */
    record Valid<T>(T value) implements Parsed<T> {

        @Override
        public List<Violation> violations() {
            return List.of();
        }
    }

    /**
     * A spec that must not be acted upon.
     *
     * @param violations at least one, in the order of the fields
     */
    record Invalid<T>(List<Violation> violations) implements Parsed<T> {

        public Invalid {
            violations = List.copyOf(violations);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("nothing is wrong, so this is not invalid");
            }
        }
    }

    /** Empty exactly if the spec is valid. */
    List<Violation> violations();

    /** The messages of all violations, one a line; empty if there are none. */
    default String message() {
        return violations().stream().map(Violation::message).collect(Collectors.joining("\n"));
    }

    /**
     * The value, where the caller knows that it must be valid.
     *
     * @throws IllegalStateException if it is not; the message holds all violations
     */
    default T orElseThrow() {
        return switch (this) {
            case Valid<T>(T value) -> value;
            case Invalid<T> invalid -> throw new IllegalStateException(invalid.message());
        };
    }
}
