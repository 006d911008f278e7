package dev.roadstead.operator.odcs.read;

import java.util.List;

/** Rules about data. What nothing here can check is refused: a rule that is told must be a rule that is kept. */
final class QualityForm {

    private static final Rule VALUES = Rules.list(Rules.AS_TEXT);

    static Rule of(CommonForms common) {
        Form form = new Form()
                .field("id", common.id())
                .field("name", Rules.TEXT)
                .field("description", Rules.TEXT)
                .field("type", type())
                .field("metric", Rules.TEXT)
                .field(
                        "rule",
                        Rules.TEXT.refused(
                                "ODCS gave up this field", "use metric, or query with type: sql, or type: text"))
                .field("arguments", arguments())
                .field("query", Rules.TEXT)
                .field("unit", Rules.TEXT)
                .field("severity", Rules.TEXT)
                .field(
                        "dimension",
                        Rules.oneOf(List.of(
                                "accuracy",
                                "completeness",
                                "conformity",
                                "consistency",
                                "coverage",
                                "timeliness",
                                "uniqueness")))
                .field("schedule", Rules.TEXT)
                .field("scheduler", Rules.TEXT)
                .field("method", Rules.TEXT.ignored())
                .field("businessImpact", Rules.TEXT.ignored())
                .field("tags", Rules.TEXTS.ignored())
                .field("authoritativeDefinitions", common.definitions())
                .field("customProperties", common.customProperties())
                .field("engine", Rules.TEXT.elsewhere())
                .field("implementation", Rules.ANYTHING.elsewhere());
        for (String comparison : List.of(
                "mustBe",
                "mustNotBe",
                "mustBeGreaterThan",
                "mustBeGreaterOrEqualTo",
                "mustBeLessThan",
                "mustBeLessOrEqualTo")) {
            form.field(comparison, Rules.DOUBLE);
        }
        return Rules.list(form.field("mustBeBetween", Rules.list(Rules.DOUBLE))
                .field("mustNotBeBetween", Rules.list(Rules.DOUBLE)));
    }

    private static Rule type() {
        Rule known = Rules.oneOf(List.of("text", "library", "sql", "custom"));
        return (path, node, report) -> {
            Object type = known.read(path, node, report);
            if ("custom".equals(type)) {
                report.violation(
                        path,
                        node.line(),
                        "a rule of type custom is for another program, and nothing would run it",
                        "write it with type: library or sql, or describe it with type: text");
                return null;
            }
            return type;
        };
    }

    private static Rule arguments() {
        Rule form = new Form()
                .field("properties", Rules.TEXTS)
                .field("validValues", VALUES)
                .field("pattern", Rules.TEXT)
                .field("missingValues", VALUES);
        return form;
    }

    private QualityForm() {}
}
