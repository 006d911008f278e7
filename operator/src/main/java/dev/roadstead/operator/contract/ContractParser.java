package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.OutputPortSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the contract of a port's version. It finds everything that is wrong at once, so that nobody mends one field per
 * attempt. Lists that are absent count as empty, and empty ones are refused. The API's records come from JSON, so what
 * their types call present may still be null here.
 */
public final class ContractParser {

    static final int MAX_RELATIONS = 64;
    static final int MAX_COLUMNS = 1000;

    private final List<Violation> violations = new ArrayList<>();

    /** The contract of this version, or what is wrong with it, with fields below {@code spec.versions[<name>].contract}. */
    public static Parsed<Contract> parse(OutputPortSpec.Version version) {
        String field = "spec.versions[" + version.name() + "].";
        if (version.contract() == null && version.contractFrom() != null) {
            return new Parsed.Invalid<>(List.of(new Violation(
                    field + "contractFrom",
                    "no contract was accepted from it yet, or your account may not read the ControllerRevision that holds it",
                    "look at the conditions of the OutputPort")));
        }
        return parse(field + "contract", version.contract());
    }

    /**
     * The contract, or what is wrong with it.
     *
     * @param field where the contract stands; the violations' fields start with it
     */
    public static Parsed<Contract> parse(String field, dev.roadstead.api.v1alpha1.@Nullable Contract contract) {
        return new ContractParser().read(field, contract);
    }

    private ContractParser() {}

    private Parsed<Contract> read(String field, dev.roadstead.api.v1alpha1.@Nullable Contract contract) {
        var relations = new ArrayList<Relation>();
        if (contract == null) {
            return new Parsed.Invalid<>(List.of(new Violation(field, "there is no contract", "add one")));
        }
        count(field + ".schema", contract.schema().size(), MAX_RELATIONS, "relation");
        for (int i = 0; i < contract.schema().size(); i++) {
            var relation = contract.schema().get(i);
            if (relation == null) {
                violations.add(new Violation(field + ".schema[" + i + "]", "the entry is empty", "remove it"));
            } else {
                relations.add(relation(field + ".schema[" + nameOr(relation.name(), i) + "]", relation));
            }
        }
        distinct(field + ".schema", relations.stream().map(Relation::name).toList(), "relation");
        violations.addAll(SharedTables.violations(field + ".schema", relations));
        List<ServiceLevel> levels = ServiceLevelReader.read(
                field + ".slaProperties", contract.slaProperties(), contract.schema(), violations);
        return violations.isEmpty()
                ? new Parsed.Valid<>(new Contract(relations, levels))
                : new Parsed.Invalid<>(violations);
    }

    private Relation relation(String field, dev.roadstead.api.v1alpha1.Contract.Relation relation) {
        String name = orEmpty(relation.name());
        String physicalName = relation.physicalName() == null ? name : relation.physicalName();
        Identifiers.relation(field + ".name", name).ifPresent(violations::add);
        if (relation.physicalName() != null) {
            Identifiers.relation(field + ".physicalName", physicalName).ifPresent(violations::add);
        }
        List<Column> columns = columns(field + ".properties", relation);
        List<QualityRule> quality = QualityReader.of(field, relation, violations);
        return new Relation(name, physicalName, relation.description(), columns, quality);
    }

    private List<Column> columns(String field, dev.roadstead.api.v1alpha1.Contract.Relation relation) {
        count(field, relation.properties().size(), MAX_COLUMNS, "column");
        var key = new PrimaryKey(field, relation.properties());
        violations.addAll(key.violations());
        var columns = new ArrayList<Column>();
        var names = new ArrayList<String>();
        for (int i = 0; i < relation.properties().size(); i++) {
            var column = relation.properties().get(i);
            if (column == null) {
                violations.add(new Violation(field + "[" + i + "]", "the entry is empty", "remove it"));
                continue;
            }
            names.add(orEmpty(column.name()));
            String columnField = field + "[" + nameOr(column.name(), i) + "]";
            Identifiers.column(columnField + ".name", orEmpty(column.name())).ifPresent(violations::add);
            column(columnField, column, key.position(column), columns);
        }
        distinct(field, names, "column");
        return columns;
    }

    private void column(
            String field, dev.roadstead.api.v1alpha1.Contract.Column column, int keyPosition, List<Column> columns) {
        switch (ColumnType.of(field, column)) {
            case Parsed.Invalid<PgType> invalid -> violations.addAll(invalid.violations());
            case Parsed.Valid<PgType>(PgType type) -> {
                if (keyPosition > 0 && !type.canBeKey()) {
                    violations.add(new Violation(
                            field + ".primaryKey", type + " can't be compared", "use jsonb, or another column as key"));
                }
                if (column.uniqueOrDefault() && !type.canBeKey()) {
                    violations.add(new Violation(
                            field + ".unique", type + " can't be compared", "use jsonb, or remove unique"));
                }
                violations.addAll(TypeOptions.violations(
                        field + ".logicalTypeOptions",
                        column.logicalTypeOptions(),
                        column.logicalType() == null ? type.logicalType() : column.logicalType()));
                columns.add(new Column(
                        orEmpty(column.name()),
                        type,
                        column.requiredOrDefault() || keyPosition > 0,
                        keyPosition,
                        column.classification() == null
                                        || column.classification().isBlank()
                                ? null
                                : column.classification().strip(),
                        column.description(),
                        tags(column),
                        column.uniqueOrDefault()));
            }
        }
    }

    /** An empty one says nothing; it is no reason to stop serving the column. */
    private static List<String> tags(dev.roadstead.api.v1alpha1.Contract.Column column) {
        return column.tags().stream()
                .filter(tag -> tag != null && !tag.isBlank())
                .map(String::strip)
                .toList();
    }

    private void count(String field, int size, int most, String what) {
        if (size == 0) {
            violations.add(new Violation(field, "there is no " + what, "add at least one"));
        } else if (size > most) {
            violations.add(new Violation(
                    field,
                    "there are " + size + " entries",
                    "keep to at most " + most + ", in several ports if need be"));
        }
    }

    private void distinct(String field, List<String> names, String what) {
        Set<String> seen = new HashSet<>();
        Set<String> reported = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name) && !name.isEmpty() && reported.add(name)) {
                violations.add(new Violation(
                        field + "[" + name + "].name",
                        "there is more than one " + what + " of this name",
                        "rename all but one of them"));
            }
        }
    }

    private static String orEmpty(String name) {
        return name == null ? "" : name;
    }

    private static String nameOr(String name, int index) {
        return orEmpty(name).isEmpty() ? String.valueOf(index) : name;
    }
}
