package dev.roadstead.operator.contract.change;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.operator.contract.ServiceLevel.Element;
import dev.roadstead.operator.contract.change.Change.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares two contracts with the eyes of a consumer. What was renamed is told as such if nothing else about it was changed.
 */
public final class ContractChanges {

    private final List<Change> changes = new ArrayList<>();
    private final Map<Element, Element> renamedColumns = new HashMap<>();

    /**
     * What the second contract changes; the same relations and columns in another order change nothing.
     *
     * @param before a contract that can be read
     * @param after another one that can be read
     */
    public static List<Change> between(Contract before, Contract after) {
        var comparison = new ContractChanges();
        comparison.compare(before, after);
        comparison.changes.addAll(PromiseChanges.between(
                before, after, element -> comparison.renamedColumns.getOrDefault(element, element)));
        return List.copyOf(comparison.changes);
    }

    /**
     * The second contract, so that both can be served at once: relations whose columns have other types in it lie in tables of
     * their own.
     *
     * @param suffix of the names of those tables
     */
    public static Contract apart(Contract before, Contract after, String suffix) {
        Set<String> retyped = between(before, after).stream()
                .filter(change -> change.kind() == Kind.TYPE_CHANGED)
                .map(Change::relation)
                .collect(Collectors.toSet());
        return after.withSchema(after.schema().stream()
                .map(relation -> retyped.contains(relation.name()) ? relation.inAnotherTable(suffix) : relation)
                .toList());
    }

    private ContractChanges() {}

    private void compare(Contract before, Contract after) {
        Map<String, Contract.Relation> old = byName(before.schema(), Contract.Relation::name);
        Map<String, Contract.Relation> now = byName(after.schema(), Contract.Relation::name);
        Map<String, String> renamed = Renames.of(old, now, ContractChanges::definition);
        old.forEach((name, relation) -> {
            Contract.Relation same = now.get(name);
            if (same != null) {
                compare(relation, same);
            } else if (renamed.containsKey(name)) {
                add(Kind.RELATION_RENAMED, name, null, "relation " + name + " is renamed to " + renamed.get(name));
            } else {
                add(Kind.RELATION_REMOVED, name, null, "relation " + name + " is removed");
            }
        });
        now.keySet().stream()
                .filter(name -> !old.containsKey(name) && !renamed.containsValue(name))
                .forEach(name -> add(Kind.RELATION_ADDED, name, null, "relation " + name + " is added"));
    }

    private void compare(Contract.Relation before, Contract.Relation after) {
        String name = before.name();
        if (!before.physicalNameOrDefault().equals(after.physicalNameOrDefault())) {
            add(
                    Kind.RELATION_MOVED,
                    name,
                    null,
                    "relation " + name + " shows table " + after.physicalNameOrDefault() + " instead of "
                            + before.physicalNameOrDefault());
        }
        Map<String, Contract.Column> old = byName(before.properties(), Contract.Column::name);
        Map<String, Contract.Column> now = byName(after.properties(), Contract.Column::name);
        Map<String, String> renamed = Renames.of(old, now, ContractChanges::definition);
        Set<String> key = key(after);
        old.forEach((column, definition) -> {
            Contract.Column same = now.get(column);
            if (same != null) {
                changes.addAll(ColumnChanges.between(name, definition, same, key.equals(Set.of(column))));
            } else if (renamed.containsKey(column)) {
                renamedColumns.put(new Element(name, column), new Element(name, renamed.get(column)));
                add(
                        Kind.COLUMN_RENAMED,
                        name,
                        column,
                        "column " + name + "." + column + " is renamed to " + renamed.get(column));
            } else {
                add(Kind.COLUMN_REMOVED, name, column, "column " + name + "." + column + " is removed");
            }
        });
        now.forEach((column, definition) -> {
            if (!old.containsKey(column) && !renamed.containsValue(column)) {
                String hint = definition.classification() == null
                        ? ", unclassified, so nobody sees it unless a Policy says so"
                        : "";
                add(Kind.COLUMN_ADDED, name, column, "column " + name + "." + column + " is added" + hint);
            }
        });
        keys(name, key(before), key(after));
    }

    /** A smaller key is a stronger promise; a larger one lets rows differ only in what was added to it. */
    private void keys(String relation, Set<String> before, Set<String> after) {
        if (!before.isEmpty() && (after.isEmpty() || !before.containsAll(after))) {
            String now = after.isEmpty() ? "none" : String.join(", ", after);
            add(
                    Kind.KEY_LOOSENED,
                    relation,
                    null,
                    "the primary key of " + relation + " is no longer " + String.join(", ", before) + ", but " + now);
        } else if (!before.equals(after)) {
            add(
                    Kind.TIGHTENED,
                    relation,
                    null,
                    "the primary key of " + relation + " becomes " + String.join(", ", after));
        }
    }

    private static Set<String> key(Contract.Relation relation) {
        return relation.properties().stream()
                .filter(Contract.Column::primaryKeyOrDefault)
                .map(Contract.Column::name)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    private void add(Kind kind, String relation, @Nullable String column, String text) {
        changes.add(new Change(kind, relation, column, text));
    }

    private static <T> Map<String, T> byName(List<T> all, Function<T, String> name) {
        return all.stream()
                .filter(Objects::nonNull)
                .collect(Collectors.toMap(name, each -> each, (first, second) -> first, TreeMap::new));
    }

    /** All of a relation that counts for consumers, but its name. */
    private static List<Object> definition(Contract.Relation relation) {
        return List.of(
                relation.physicalNameOrDefault(),
                relation.quality(),
                byName(relation.properties(), Contract.Column::name).values().stream()
                        .map(column -> List.of(column.name(), definition(column)))
                        .toList());
    }

    /** All of a column that counts for consumers, but its name. */
    private static List<Object> definition(Contract.Column column) {
        return List.of(
                String.valueOf(ColumnChanges.type(column)),
                String.valueOf(column.logicalType()),
                column.requiredOrDefault(),
                column.primaryKeyOrDefault(),
                column.uniqueOrDefault(),
                column.quality(),
                String.valueOf(column.logicalTypeOptions()),
                String.valueOf(column.classification()));
    }
}
