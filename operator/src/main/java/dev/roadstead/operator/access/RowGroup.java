package dev.roadstead.operator.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;

/**
 * Policies that choose the same rows of one relation.
 *
 * @param views at least one
 * @param index which relation of the contract
 * @param lens what they show together
 */
record RowGroup(List<PolicyView> views, int index, RelationLens lens) {

    /**
     * The groups that are needed to show everything these Policies show of a relation. Those that show nothing, or nothing
     * more than another group, are left out: a Policy for fewer rows and columns is in nobody's way.
     */
    static List<RowGroup> of(List<PolicyView> views, int index) {
        var byRows = new LinkedHashMap<List<RowCondition>, List<PolicyView>>();
        for (PolicyView view : views) {
            RelationLens lens = view.relations().get(index);
            if (lens.visible()) {
                byRows.computeIfAbsent(lens.rows(), rows -> new ArrayList<>()).add(view);
            }
        }
        List<RowGroup> groups = byRows.values().stream()
                .map(group -> new RowGroup(group, index, join(group, index)))
                .toList();
        // Groups differ in their rows, so no two of them cover each other and both vanish.
        return groups.stream()
                .filter(group -> groups.stream()
                        .noneMatch(other ->
                                !other.lens().rows().equals(group.lens().rows())
                                        && other.lens().covers(group.lens())))
                .toList();
    }

    private static RelationLens join(List<PolicyView> group, int index) {
        RelationLens first = group.getFirst().relations().get(index);
        var columns = new LinkedHashMap<>(first.columns());
        for (PolicyView view : group) {
            view.relations()
                    .get(index)
                    .columns()
                    .forEach((column, effect) -> columns.merge(column, effect, Effect::join));
        }
        return new RelationLens(first.relation(), columns, first.rows());
    }

    /** Those of them without which the column would be shown in a stronger form or not at all. */
    List<AccessPolicy> policiesThatShow(String column, Effect effect) {
        return views.stream()
                .filter(view -> view.relations().get(index).effect(column) == effect)
                .map(PolicyView::policy)
                .toList();
    }

    /** {@code origin In (JFK) in eu, us}: the rows, and the Policies that choose them. */
    String text() {
        var names = new TreeMap<String, AccessPolicy>();
        views.forEach(view -> names.put(view.policy().name(), view.policy()));
        return RowFilters.text(lens.rows()) + " in " + String.join(", ", names.keySet());
    }
}
