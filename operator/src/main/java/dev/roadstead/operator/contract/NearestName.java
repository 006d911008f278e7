package dev.roadstead.operator.contract;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to write. */
public final class NearestName {

    /** Nobody misspells a name of this length, and the search takes time in the square of it. */
    private static final int TOO_LONG = 64;

    /**
     * The candidate with the fewest slips of the pen from what was written: letters added, left out, exchanged or swapped
     * with their neighbour; upper and lower case count as the same. Empty if even the nearest one is more than a
     * third of its letters away, because a wrong hint is worse than none. The first in alphabetical order if two are equally near.
     */
    public static Optional<String> of(String written, Collection<String> candidates) {
        if (written.length() > TOO_LONG) {
            return Optional.empty();
        }
        String lower = written.toLowerCase(Locale.ROOT);
        return candidates.stream()
                .filter(candidate -> slips(lower, candidate) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.<String>comparingInt(candidate -> slips(lower, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** "did you mean x?", or what is allowed if nothing is near. */
    public static String hint(String written, Collection<String> candidates) {
        return of(written, candidates)
                .map(name -> "did you mean " + name + "?")
                .orElseGet(() -> "known are " + String.join(", ", candidates));
    }

    private static int slips(String lower, String candidate) {
        String other = candidate.toLowerCase(Locale.ROOT);
        int[][] cost = new int[lower.length() + 1][other.length() + 1];
        for (int i = 0; i <= lower.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, lower, other, i, j);
            }
        }
        return cost[lower.length()][other.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int exchanged = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(exchanged, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }

    private NearestName() {}
}
