package dev.roadstead.operator.reconcile;

import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with a spec where nothing unknown is passed over, in the size of a condition. */
public final class Faults {

    /** How many violations a message holds. */
    private static final int SHOWN = 5;

    /** The reason and the first of the violations. */
    public static Refusal refusal(List<Violation> violations) {
        return new Refusal(reason(violations), message(violations));
    }

    private static Reason reason(List<Violation> violations) {
        return violations.stream().anyMatch(violation -> violation.reason().equals(Violation.UNKNOWN_FIELD))
                ? Reason.UNKNOWN_FIELD
                : Reason.INVALID;
    }

    private static String message(List<Violation> violations) {
        String shown = violations.stream().limit(SHOWN).map(Violation::message).collect(Collectors.joining("\n"));
        return violations.size() > SHOWN ? shown + "\nand " + (violations.size() - SHOWN) + " more" : shown;
    }

    private Faults() {}
}
