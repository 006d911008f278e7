package dev.roadstead.operator.odcs.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.roadstead.api.schema.Limits;
import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a document of the Open Data Contract Standard 3.1.0 or 3.2.0, in YAML or JSON. What the standard does not allow is refused
 * with its path, and so is what it allows and nobody here would keep; all of it at once.
 */
public final class OdcsReader {

    /** In characters: what a ConfigMap can hold. */
    public static final int LONGEST = 1024 * 1024;

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final Map<OdcsVersion, Form> FORMS = Map.of(
            OdcsVersion.V3_1_0, DocumentForm.of(OdcsVersion.V3_1_0),
            OdcsVersion.V3_2_0, DocumentForm.of(OdcsVersion.V3_2_0));
    private static final Pattern NAMED = Pattern.compile("^schema\\[([^\\]]+)](?:\\.properties\\[([^\\]]+)])?(.*)$");

    private final Report report = new Report();
    private boolean membersAlone;

    /** The contract, or what is wrong with the text, with paths in the document. */
    public static Parsed<OdcsContract> read(String text) {
        return new OdcsReader().document(text);
    }

    private OdcsReader() {}

    private Parsed<OdcsContract> document(String text) {
        Contract contract = tree(text)
                .flatMap(this::mapping)
                .flatMap(this::taken)
                .map(this::contract)
                .orElse(null);
        List<Violation> violations = report.violations();
        return contract == null || !violations.isEmpty()
                ? new Parsed.Invalid<>(violations)
                : new Parsed.Valid<>(new OdcsContract(contract, report.ignored()));
    }

    private Optional<Node> tree(String text) {
        if (text.length() > LONGEST) {
            report.violation(
                    "",
                    0,
                    "it has " + text.length() + " characters, and at most " + LONGEST + " are read",
                    "publish it as several ports");
            return Optional.empty();
        }
        String content = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
        return JsonTree.read(content, report).or(() -> Optional.ofNullable(YamlTree.read(content, report)));
    }

    private Optional<Node.Mapping> mapping(Node root) {
        if (root instanceof Node.Mapping mapping) {
            return Optional.of(mapping);
        }
        report.violation(
                "",
                root.line(),
                "it is " + root.described() + ", and no contract",
                "begin it with apiVersion and kind");
        return Optional.empty();
    }

    /** What the contract takes from the document; empty if nobody knows the rules of its version. */
    private Optional<Map<String, Object>> taken(Node.Mapping root) {
        Node written = root.fields().get("apiVersion");
        OdcsVersion version = written instanceof Node.Scalar(int line, Node.Kind kind, String text)
                ? OdcsVersion.of(text).orElse(null)
                : null;
        if (version == null) {
            report.violation(
                    "apiVersion",
                    written == null ? root.line() : written.line(),
                    written == null ? "it is missing" : "it is " + written.described() + ", which is not read here",
                    "use v3.1.0 or v3.2.0, and correct what that version has otherwise");
            return Optional.empty();
        }
        Map<String, Object> taken = new LinkedHashMap<>();
        Form form = Objects.requireNonNull(FORMS.get(version), "there is a form for each version");
        if (form.read("", root, report) instanceof Map<?, ?> found) {
            found.forEach((name, value) -> taken.put(name.toString(), value));
        }
        if (root.fields().get("team") instanceof Node.Items) {
            membersAlone = true;
        }
        return Optional.of(taken);
    }

    /** The contract, judged as one that stands in a port. */
    private Contract contract(Map<String, Object> taken) {
        Contract contract = MAPPER.convertValue(taken, Contract.class);
        for (Limits.Breach breach : Limits.breaches(contract)) {
            report.followUp(new Violation(inDocument(breach.field()), breach.cause(), breach.remedy()));
        }
        for (Violation violation : ContractParser.parse("", contract).violations()) {
            report.followUp(new Violation(
                    byPlace(violation.field().substring(1), contract), violation.cause(), violation.remedy()));
        }
        return contract;
    }

    /** The form of version 3.0 has the members in place of the team. */
    private String inDocument(String field) {
        return membersAlone ? field.replaceFirst("^team\\.members", "team") : field;
    }

    /** The parser names relations and columns; a document that may have a name twice is better told by place. */
    private static String byPlace(String field, Contract contract) {
        Matcher named = NAMED.matcher(field);
        if (!named.matches()) {
            return field;
        }
        int relation = place(
                named.group(1),
                contract.schema().stream().map(Contract.Relation::name).toList());
        if (relation < 0) {
            return field;
        }
        if (named.group(2) == null) {
            return "schema[" + relation + "]" + named.group(3);
        }
        int column = place(
                named.group(2),
                contract.schema().get(relation).properties().stream()
                        .map(Contract.Column::name)
                        .toList());
        return "schema[" + relation + "].properties[" + (column < 0 ? named.group(2) : column) + "]" + named.group(3);
    }

    /** Of the last one, because a second one of a name is the one too many; where there is no name, it is the place already. */
    private static int place(String name, List<String> names) {
        int place = names.lastIndexOf(name);
        return place >= 0 || !name.matches("[0-9]{1,4}") ? place : Integer.parseInt(name);
    }
}
