package dev.roadstead.operator.backend;

import java.util.List;

/**
 * What a store holds and no live object asks for.
 *
 * @param orphans in the order of their names
 * @param open how many ways in there are, orphans or not: grants that let somebody read, and logins that write
 * @param deserted whether there are stores, and not one of them has its product
 * @param written whether what is kept about orphans is what was found
 */
public record Leftovers(List<Orphan> orphans, int open, boolean deserted, boolean written) {
    /** A store in which everything is asked for. */
    public static final Leftovers NONE = new Leftovers(List.of(), 0, false, true);

    public Leftovers {
        orphans = List.copyOf(orphans);
    }
}
