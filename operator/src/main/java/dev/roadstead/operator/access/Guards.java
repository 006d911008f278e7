package dev.roadstead.operator.access;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Guardrails, read.
 *
 * @param valid in the order of their names
 * @param invalid those that could not be read, in the order of their names
 */
public record Guards(List<Guard> valid, List<InvalidGuard> invalid) {

    /** There is none. */
    public static final Guards NONE = new Guards(List.of(), List.of());

    public Guards {
        valid = valid.stream().sorted(Comparator.comparing(Guard::name)).toList();
        invalid = invalid.stream()
                .sorted(Comparator.comparing(InvalidGuard::name))
                .toList();
    }

    /**
     * Those that hold where a domain with some labels reads ports of a domain with others.
     *
     * @param owner the labels of the Domain that owns the port
     * @param consumer the labels of the Domain that reads
     */
    public Guards concerning(Map<String, String> owner, Map<String, String> consumer) {
        return new Guards(
                valid.stream().filter(guard -> guard.concerns(owner, consumer)).toList(),
                invalid.stream()
                        .filter(guard -> guard.concerns(owner, consumer))
                        .toList());
    }

    /** Those that could be read. */
    public Guards readable() {
        return new Guards(valid, List.of());
    }

    List<Guard> enforced() {
        return valid.stream().filter(guard -> guard.mode() == GuardMode.ENFORCE).toList();
    }
}
