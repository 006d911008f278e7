package dev.roadstead.operator.requirement;

import dev.roadstead.operator.access.GuardMode;
import dev.roadstead.operator.contract.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One thing that falls short of what one Guardrail demands. Two of them are the same if they say the same.
 *
 * @param guardrail its name
 * @param mode how much it is meant
 * @param part the version of a port or the store of a product that it is about; null for the whole
 * @param violation what is wrong, and what to do about it
 */
public record Shortfall(
        String guardrail, GuardMode mode, @Nullable String part, Violation violation) {

    /** How many of them a message holds. */
    private static final int SHOWN = 5;

    public boolean isEnforced() {
        return mode == GuardMode.ENFORCE;
    }

    /** Whether it is about this version or store. */
    public boolean isAbout(String name) {
        return name.equals(part);
    }

    public String message() {
        return "Guardrail " + guardrail + (mode == GuardMode.WARN ? " (only warns so far): " : ": ")
                + violation.message();
    }

    /** Those whose Guardrails are respected. */
    public static List<Shortfall> enforced(List<Shortfall> all) {
        return all.stream().filter(Shortfall::isEnforced).toList();
    }

    /** Those that are told to whoever publishes: a Guardrail that is only tried tells nobody but its owners. */
    public static List<Shortfall> told(List<Shortfall> all) {
        return all.stream()
                .filter(shortfall -> shortfall.mode() != GuardMode.DRY_RUN)
                .toList();
    }

    /** Those that were not there before: a change that makes nothing worse has none. */
    public static List<Shortfall> introduced(List<Shortfall> before, List<Shortfall> now) {
        Set<Shortfall> known = new HashSet<>(before);
        return now.stream().filter(shortfall -> !known.contains(shortfall)).toList();
    }

    /** The first of them, each on its own line; empty if there are none. */
    public static Optional<String> text(List<Shortfall> all) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        String shown = all.stream().limit(SHOWN).map(Shortfall::message).collect(Collectors.joining("\n"));
        return Optional.of(all.size() > SHOWN ? shown + "\nand " + (all.size() - SHOWN) + " more" : shown);
    }
}
