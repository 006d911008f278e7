package dev.roadstead.operator.access;

import java.util.Comparator;
import java.util.List;

/**
 * The one list of groups among all that show the same, so that lenses can be compared and hashed. Each group says what is seen of
 * its rows in the end, with what groups for more rows show of them; one that adds nothing to those is left out.
 */
final class RowGroups {

    private static final Comparator<RowGroup> ORDER =
            Comparator.comparing(group -> group.rows().iterator(), RowGroups::compare);

    /** Neither order nor repetition of the given groups matters, and doing it twice is doing it once. */
    static List<RowGroup> canonical(List<RowGroup> given) {
        List<RowGroup> whole = given.stream()
                .filter(RowGroup::visible)
                .map(group -> inTheEnd(group, given))
                .distinct()
                .toList();
        return whole.stream()
                .filter(group -> addsSomething(group, whole))
                .sorted(ORDER)
                .toList();
    }

    private static RowGroup inTheEnd(RowGroup group, List<RowGroup> given) {
        return given.stream().filter(group::within).reduce(group, RowGroup::joined);
    }

    private static boolean addsSomething(RowGroup group, List<RowGroup> whole) {
        return whole.stream()
                .filter(other -> group.within(other) && !other.within(group))
                .reduce(RowGroup::joined)
                .map(others -> !others.columns().equals(group.columns()))
                .orElse(true);
    }

    private static int compare(java.util.Iterator<RowCondition> a, java.util.Iterator<RowCondition> b) {
        while (a.hasNext() && b.hasNext()) {
            int order = a.next().compareTo(b.next());
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(a.hasNext(), b.hasNext());
    }

    private RowGroups() {}
}
