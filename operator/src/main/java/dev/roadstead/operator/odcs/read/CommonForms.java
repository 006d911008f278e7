package dev.roadstead.operator.odcs.read;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What occurs all over a document. The contract takes none of it but what is said so. */
final class CommonForms {

    private final OdcsVersion version;

    CommonForms(OdcsVersion version) {
        this.version = version;
    }

    boolean since(OdcsVersion first) {
        return version.compareTo(first) >= 0;
    }

    /** An identifier inside the document; nothing refers to it but other documents. */
    Rule id() {
        return Rules.matching(
                        since(OdcsVersion.V3_2_0)
                                ? Pattern.compile("[^\\s.#/\\\\@!%&^]+")
                                : Pattern.compile("[A-Za-z0-9_-]+"),
                        "letters, digits, hyphens and underscores")
                .elsewhere();
    }

    Rule customProperties() {
        return Rules.list(new Form()
                        .field("id", id())
                        .required("property", Rules.TEXT)
                        .required("value", Rules.ANYTHING)
                        .field("description", Rules.TEXT)
                        .later("vendor", Rules.TEXT, since(OdcsVersion.V3_2_0)))
                .ignored();
    }

    Rule definitions() {
        return Rules.list(new Form()
                        .field("id", id())
                        .required("url", Rules.TEXT)
                        .required("type", Rules.TEXT)
                        .field("description", Rules.TEXT))
                .ignored();
    }

    Rule synonyms() {
        return Rules.list(new Form()
                        .field("id", id())
                        .required("synonym", Rules.TEXT)
                        .field("description", Rules.TEXT)
                        .field("locale", Rules.TEXT)
                        .field("source", Rules.TEXT)
                        .field("status", Rules.TEXT)
                        .field("customProperties", customProperties().elsewhere()))
                .ignored();
    }

    /** What helps programs that answer questions in words. */
    Rule context() {
        Form about = new Form()
                .field("id", Rules.TEXT)
                .field("authoritativeDefinitions", definitions().elsewhere())
                .field("tags", Rules.TEXTS)
                .field("customProperties", customProperties().elsewhere());
        Form whole = new Form()
                .field("instructions", Rules.TEXT)
                .field(
                        "verifiedStatements",
                        Rules.list(copy(about).required("question", Rules.TEXT).field("answer", Rules.TEXT)))
                .field("constraints", Rules.list(copy(about).required("constraint", Rules.TEXT)));
        Rule either = (path, node, report) ->
                node instanceof Node.Scalar ? Rules.TEXT.read(path, node, report) : whole.read(path, node, report);
        return either.ignored();
    }

    /** A foreign key. Nothing is made or checked for it. */
    Rule relationships(boolean ofColumn) {
        Pattern reference = since(OdcsVersion.V3_2_0)
                ? Pattern.compile("[A-Za-z_][A-Za-z0-9_\\-]*(\\.[A-Za-z_][A-Za-z0-9_\\-]*)+"
                        + "|(?:(?:https?://)?[A-Za-z0-9._\\-/]+\\.ya?ml#)?/?[A-Za-z_][A-Za-z0-9_]*/[^\\s.#/\\\\@!%&^]+"
                        + "(?:/[A-Za-z_][A-Za-z0-9_]*/[^\\s.#/\\\\@!%&^]+)*")
                : Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_]*"
                        + "|(?:(?:https?://)?[A-Za-z0-9._\\-/]+\\.yaml#)?/?[A-Za-z_][A-Za-z0-9_]*/[A-Za-z0-9_-]+"
                        + "(?:/[A-Za-z_][A-Za-z0-9_]*/[A-Za-z0-9_-]+)*");
        Rule one = Rules.matching(reference, "relation.column");
        Rule side = Rules.listOr(Rules.list(one), one);
        Form form = new Form()
                .field("type", Rules.oneOf(List.of("foreignKey")))
                .required("to", side)
                .field("customProperties", customProperties().elsewhere())
                .later("id", Rules.TEXT, since(OdcsVersion.V3_2_0));
        if (!ofColumn) {
            form.required("from", side).check(CommonForms::sidesAreAlike);
        }
        return Rules.list(form).ignored();
    }

    private static void sidesAreAlike(String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        Node from = written.fields().get("from");
        Node to = written.fields().get("to");
        if (from != null && to != null && from.getClass() != to.getClass()) {
            report.violation(
                    path, written.line(), "one of from and to is a list and the other is not", "make both lists");
        }
    }

    private static Form copy(Form form) {
        return new Form().with(form);
    }
}
