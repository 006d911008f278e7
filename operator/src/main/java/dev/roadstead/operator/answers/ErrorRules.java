package dev.roadstead.operator.answers;

import static dev.roadstead.operator.answers.Diagnosis.Kind;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Recognises errors of PostgreSQL and of its clients, by SQLSTATE where the text has it, else by the server's and the
 * clients' English words. The first rule that fits decides, so those that know most come first.
 */
public final class ErrorRules {

    static final String CONSUMER = "you, the consumer";
    static final String OWNER = "the domain that owns the port";
    static final String PLATFORM = "the platform team";
    static final String WHY = "roadstead why DOMAIN/REQUEST tells the whole way of your access";

    private static final List<Function<DriverError, Optional<Diagnosis>>> RULES = Stream.of(
                    SessionErrors.RULES, AccessErrors.RULES, NetworkErrors.RULES)
            .flatMap(List::stream)
            .toList();

    /** What it means; of kind UNKNOWN if no rule fits. */
    public static Diagnosis diagnose(DriverError error) {
        return RULES.stream()
                .flatMap(rule -> rule.apply(error).stream())
                .findFirst()
                .orElseGet(() -> Diagnosis.of(
                        Kind.UNKNOWN,
                        error,
                        "this is no error that Roadstead makes or knows"
                                + (error.sqlState() == null ? "" : "; the server calls it " + error.sqlState()),
                        CONSUMER,
                        "paste the whole text, with SQLSTATE and hint if the program can show them",
                        WHY));
    }

    private ErrorRules() {}
}
