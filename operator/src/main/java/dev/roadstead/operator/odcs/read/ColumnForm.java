package dev.roadstead.operator.odcs.read;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A property of the standard: a column, or a part of one that has parts. */
final class ColumnForm {

    private static final List<String> TYPES_3_1 =
            List.of("string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean");
    private static final List<String> TYPES_3_2 = List.of(
            "string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean", "map", "vector");

    private final CommonForms common;
    private final Form part = new Form();
    private final Form item = new Form();

    private ColumnForm(CommonForms common) {
        this.common = common;
        everywhere(part).required("name", Rules.TEXT).field("quality", unkept(Rules.list(new Form().open())));
        everywhere(item).field("name", Rules.TEXT).field("quality", unkept(Rules.list(new Form().open())));
        for (Form form : List.of(part, item)) {
            form.field("unique", unkept(Rules.TRUTH)).field("primaryKey", unkept(Rules.TRUTH));
        }
    }

    /** A column of a relation. */
    static Form of(CommonForms common) {
        return new ColumnForm(common).column();
    }

    private Form column() {
        return everywhere(new Form())
                .required("name", Rules.TEXT)
                .field("unique", Rules.TRUTH)
                .field("primaryKey", Rules.TRUTH)
                .field("quality", QualityForm.of(common))
                .check(ColumnForm::ownName)
                .check(ColumnForm::keyPosition)
                .check(ColumnForm::zone)
                .check(ColumnForm::partsAreAsTheColumn);
    }

    private static Rule unkept(Rule rule) {
        return rule.refused(
                "only whole columns are looked at, so nothing would check it",
                "remove it, or publish this part as a column of its own");
    }

    private Form everywhere(Form form) {
        boolean newer = common.since(OdcsVersion.V3_2_0);
        return form.field("id", common.id())
                .field("physicalName", Rules.TEXT.elsewhere())
                .field("businessName", Rules.TEXT)
                .field("description", Rules.TEXT)
                .field("logicalType", Rules.oneOf(newer ? TYPES_3_2 : TYPES_3_1))
                .field("physicalType", Rules.TEXT)
                .field("required", Rules.TRUTH)
                .field("primaryKeyPosition", Rules.WHOLE)
                .field("classification", Rules.TEXT)
                .field("criticalDataElement", Rules.TRUTH)
                .field("examples", Rules.list(Rules.AS_TEXT))
                .field("tags", Rules.TEXTS)
                .field("logicalTypeOptions", (path, node, report) -> null)
                .field("properties", (path, node, report) -> null)
                .field("items", (path, node, report) -> null)
                .field(
                        "encryptedName",
                        Rules.TEXT.refused(
                                "nothing is encrypted here, so no column of this name holds what the contract says",
                                "remove it, or publish that column as a property of its own"))
                .field("partitioned", Rules.TRUTH.ignored())
                .field("partitionKeyPosition", Rules.WHOLE.elsewhere())
                .field("transformSourceObjects", Rules.TEXTS.ignored())
                .field("transformLogic", Rules.TEXT.ignored())
                .field("transformDescription", Rules.TEXT.ignored())
                .field("relationships", common.relationships(true))
                .field("authoritativeDefinitions", common.definitions())
                .field("customProperties", common.customProperties())
                .later("deprecated", Rules.TRUTH.ignored(), newer)
                .later("synonyms", common.synonyms(), newer)
                .later("semanticType", semanticType(), newer)
                .later("enum", allowedValues(), newer)
                .check(ColumnForm::knownType)
                .check(TypeOptionForms::check)
                .check(this::parts);
    }

    private static Rule semanticType() {
        Rule known = Rules.oneOf(List.of("column", "measure", "dimension"));
        return (path, node, report) -> {
            if ("measure".equals(known.read(path, node, report))) {
                report.violation(
                        path,
                        node.line(),
                        "a measure is worked out by whoever asks, and no column holds it",
                        "remove the property, or store what it gives as a column");
            }
            return null;
        };
    }

    private Rule allowedValues() {
        return Rules.list(new Form()
                        .required("value", Rules.SINGLE)
                        .field("label", Rules.TEXT)
                        .field("id", common.id())
                        .field("description", Rules.TEXT)
                        .field("tags", Rules.TEXTS)
                        .field("customProperties", common.customProperties().elsewhere())
                        .field("authoritativeDefinitions", common.definitions().elsewhere()))
                .ignored();
    }

    private static void knownType(String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        Object type = taken.get("logicalType");
        if ("map".equals(type) || "vector".equals(type)) {
            taken.remove("logicalType");
            report.violation(
                    Form.below(path, "logicalType"),
                    line(written, "logicalType"),
                    "no column here has the type " + type,
                    "write object or array with physicalType: jsonb, or an array type such as numeric[]");
        }
    }

    /** A column has one name, and a view shows it by that. */
    private static void ownName(String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        if (written.fields().get("physicalName") instanceof Node.Scalar(int line, Node.Kind kind, String physical)
                && kind == Node.Kind.TEXT
                && !physical.isEmpty()
                && taken.containsKey("name")
                && !physical.equals(taken.get("name"))) {
            report.violation(
                    Form.below(path, "physicalName"),
                    line,
                    "the column would have another name in the store than in the contract, and nothing translates",
                    "remove it, or give both the same name");
        }
    }

    /** The standard's -1 stands for none. */
    private static void keyPosition(String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        if (Objects.equals(taken.get("primaryKeyPosition"), -1)) {
            taken.remove("primaryKeyPosition");
        }
    }

    /** A timestamp becomes one with time zone, unless a physical type says otherwise. */
    private static void zone(String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        boolean none = written.fields().get("logicalTypeOptions") instanceof Node.Mapping options
                && options.fields().get("timezone") instanceof Node.Scalar(int l, Node.Kind k, String zone)
                && zone.equalsIgnoreCase("false");
        if (none && "timestamp".equals(taken.get("logicalType")) && !taken.containsKey("physicalType")) {
            report.violation(
                    Form.below(path, "logicalTypeOptions.timezone"),
                    line(written, "logicalTypeOptions"),
                    "a timestamp becomes one with time zone here",
                    "add physicalType: timestamp");
        }
    }

    private void parts(String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        String type = Objects.toString(taken.get("logicalType"), "");
        Node properties = written.fields().get("properties");
        if (properties != null) {
            partOf(Form.below(path, "properties"), properties, type, "object", Rules.list(part), report);
        }
        Node items = written.fields().get("items");
        if (items != null) {
            partOf(Form.below(path, "items"), items, type, "array", item, report);
        }
    }

    private static void partOf(String path, Node node, String type, String fitting, Rule rule, Report report) {
        if (!type.isEmpty() && !type.equals(fitting)) {
            report.violation(path, node.line(), "ODCS has it only where logicalType is " + fitting, "remove it");
            return;
        }
        rule.ignored().read(path, node, report);
    }

    /** Policies and Guardrails see columns; what they must know of a part, the column has to say. */
    private static void partsAreAsTheColumn(
            String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        Set<String> tags = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        if (taken.get("tags") instanceof List<?> own) {
            own.forEach(tag -> tags.add(tag.toString()));
        }
        part(
                Form.below(path, "properties"),
                written.fields().get("properties"),
                taken.get("classification"),
                tags,
                report);
        part(Form.below(path, "items"), written.fields().get("items"), taken.get("classification"), tags, report);
    }

    private static void part(
            String path, @Nullable Node node, @Nullable Object classification, Set<String> tags, Report report) {
        if (node instanceof Node.Items(int line, List<Node> items)) {
            for (int i = 0; i < items.size(); i++) {
                part(path + "[" + i + "]", items.get(i), classification, tags, report);
            }
        } else if (node instanceof Node.Mapping(int line, Map<String, Node> fields)) {
            if (fields.get("classification") instanceof Node.Scalar(int at, Node.Kind kind, String own)
                    && !own.equals(classification)) {
                report.violation(
                        Form.below(path, "classification"),
                        at,
                        "Policies mask and hide whole columns, and the column is not classified as " + Quoted.of(own),
                        "give the column this classification, or publish the part as a column of its own");
            }
            if (fields.get("tags") instanceof Node.Items(int at, List<Node> own)
                    && !own.stream()
                            .allMatch(tag -> tag instanceof Node.Scalar(int l, Node.Kind k, String text)
                                    && tags.contains(text))) {
                report.violation(
                        Form.below(path, "tags"),
                        at,
                        "Guardrails choose whole columns, and the column has not all of these tags",
                        "add them to the column");
            }
            part(Form.below(path, "properties"), fields.get("properties"), classification, tags, report);
            part(Form.below(path, "items"), fields.get("items"), classification, tags, report);
        }
    }

    private static int line(Node.Mapping written, String field) {
        Node node = written.fields().get(field);
        return node == null ? written.line() : node.line();
    }
}
