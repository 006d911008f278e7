package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Violation;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What whoever asks is told about a Guardrail: its name, its reason, and whom to ask. */
final class GuardText {

    private static final String WHOM =
            "; Guardrails are the platform team's: ask it for an exception, or ask for what it allows";

    static Decision denied(List<Guard> guards) {
        String causes = guards.stream().map(GuardText::cause).collect(Collectors.joining(". "));
        return new Decision.Denied(
                Decision.Denied.BY_GUARDRAIL,
                causes + WHOM,
                guards.stream().map(guard -> guard.use(List.of())).toList());
    }

    private static String cause(Guard guard) {
        return guard.deny() == null
                ? "Guardrail " + guard.name() + " leaves nothing to read of what Policies show"
                : "Guardrail " + guard.name() + " refuses this: " + guard.deny();
    }

    static Decision invalid(InvalidGuard guard) {
        return new Decision.Denied(
                Decision.Denied.GUARDRAIL_INVALID,
                "Policies allow this, but Guardrail " + guard.name() + " may be about it and can't be understood: "
                        + guard.violations().stream()
                                .findFirst()
                                .map(Violation::message)
                                .orElse("it could not be read")
                        + ". Nothing new is granted meanwhile; ask the platform team to correct it",
                List.of());
    }

    static String over(Guard guard, Instant leaseStart) {
        return "Guardrail " + guard.name() + " allows "
                + (guard.maxDuration() == null ? "no time" : DurationText.of(guard.maxDuration()))
                + " (spec.maxDuration), counted from " + leaseStart
                + ", and nothing extends it by itself" + WHOM;
    }

    private GuardText() {}
}
