package dev.roadstead.operator.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two relations of one version may show the same table: a narrow and a wide one, for instance. A column that both show has
 * one type in the table, so the types must be equal or one must be a wider form of the other.
 */
final class SharedTables {

    private record Place(String relation, PgType type) {}

    /** One violation for each column that can't have one type. */
    static List<Violation> violations(String field, List<Relation> relations) {
        Map<List<String>, Place> places = new HashMap<>();
        var violations = new ArrayList<Violation>();
        for (Relation relation : relations) {
            for (Column column : relation.columns()) {
                Place first = places.putIfAbsent(
                        List.of(relation.physicalName(), column.name()), new Place(relation.name(), column.type()));
                if (first != null
                        && !first.type().widensTo(column.type())
                        && !column.type().widensTo(first.type())) {
                    violations.add(new Violation(
                            field + "[" + relation.name() + "].properties[" + column.name() + "].physicalType",
                            "relation " + first.relation() + " shows the same column of table "
                                    + relation.physicalName() + " as " + first.type() + ", which does not fit "
                                    + column.type(),
                            "use the same type, or another physicalName"));
                }
            }
        }
        return violations;
    }

    private SharedTables() {}
}
