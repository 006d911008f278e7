package dev.roadstead.operator.access;

import com.google.re2j.Pattern;
import dev.roadstead.api.v1alpha1.GuardrailSpec;
import dev.roadstead.operator.contract.NearestName;
import dev.roadstead.operator.contract.Parsed;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Guardrail. It finds everything that is wrong at once. One in which anything is wrong, an unknown field or value
 * included, is not respected in part: what can't be understood might be what matters.
 */
public final class GuardrailParser {

    private final Findings findings = new Findings();

    /**
     * The Guardrail, or what is wrong with it.
     *
     * @param name its metadata.name
     * @param generation its metadata.generation
     */
    public static Parsed<Guard> parse(String name, long generation, GuardrailSpec spec) {
        return new GuardrailParser().read(name, generation, spec);
    }

    /** What can be told about a Guardrail that {@link #parse} refuses. */
    public static InvalidGuard invalid(String name, long generation, GuardrailSpec spec) {
        boolean tried =
                GuardrailSpec.DRY_RUN.equals(spec.enforcement()) || GuardrailSpec.WARN.equals(spec.enforcement());
        return new InvalidGuard(
                name,
                generation,
                !tried,
                understood(spec.match(), spec.match().domainSelector()),
                understood(spec.match(), spec.match().consumerDomainSelector()),
                parse(name, generation, spec).violations());
    }

    /** A selector in which anything is wrong, or beside which anything unknown stands, may have meant every Domain. */
    private static LabelSelector understood(GuardrailSpec.Match match, GuardrailSpec.@Nullable Selector selector) {
        var findings = new Findings();
        findings.unknownFields("", match.unknown(), GuardrailSpec.Match.class);
        LabelSelector read = new SelectorReader(findings).read("", selector);
        return findings.orElse(() -> read) instanceof Parsed.Valid<LabelSelector>(LabelSelector valid)
                ? valid
                : LabelSelector.EVERYTHING;
    }

    private GuardrailParser() {}

    private Parsed<Guard> read(String name, long generation, GuardrailSpec spec) {
        findings.unknownFields("spec", spec.unknown(), GuardrailSpec.class);
        GuardMode mode = mode(spec.enforcement());
        findings.unknownFields("spec.match", spec.match().unknown(), GuardrailSpec.Match.class);
        var selectors = new SelectorReader(findings);
        LabelSelector owners =
                selectors.read("spec.match.domainSelector", spec.match().domainSelector());
        LabelSelector consumers =
                selectors.read("spec.match.consumerDomainSelector", spec.match().consumerDomainSelector());
        GuardColumns columns = columns("spec.match.columns", spec.match().columns());
        Effect mask = mask(spec.mask());
        List<RowCondition> rows = new RowReader(findings).read("spec.rows", spec.rows());
        Duration maxDuration = new TimeReader(findings).duration("spec.maxDuration", spec.maxDuration());
        GuardDemands demands = new DemandReader(findings).read(spec);
        List<GuardException> exceptions = new WaiverReader(findings).read("spec.exceptions", spec.exceptions());
        String deny = spec.deny();
        if (deny != null && deny.isBlank()) {
            findings.add("spec.deny", "it is empty", "write the reason, or remove it");
        }
        if (spec.mask() == null
                && spec.rows().isEmpty()
                && deny == null
                && spec.maxDuration() == null
                && !DemandReader.isSaid(spec)) {
            findings.add(
                    "spec",
                    "it demands nothing",
                    "set at least one of mask, rows, deny, maxDuration, require, namePatterns, allowedStoreClasses and"
                            + " minSunsetNotice");
        }
        return findings.orElse(() -> new Guard(
                name,
                generation,
                mode,
                owners,
                consumers,
                columns,
                mask,
                rows,
                deny,
                maxDuration,
                exceptions,
                demands));
    }

    private GuardMode mode(@Nullable String enforcement) {
        Optional<GuardMode> mode = GuardMode.of(enforcement);
        if (mode.isEmpty()) {
            unknownValue("spec.enforcement", enforcement, GuardMode.wireNames());
        }
        return mode.orElse(GuardMode.ENFORCE);
    }

    private @Nullable Effect mask(@Nullable String mask) {
        if (mask == null) {
            return null;
        }
        Optional<Effect> effect = ColumnReader.mask(mask);
        if (effect.isEmpty()) {
            unknownValue("spec.mask", mask, ColumnReader.masks());
        }
        return effect.orElse(null);
    }

    private @Nullable GuardColumns columns(String field, GuardrailSpec.@Nullable Columns columns) {
        if (columns == null) {
            return null;
        }
        findings.unknownFields(field, columns.unknown(), GuardrailSpec.Columns.class);
        List<String> classifications = findings.names(field + ".classifications", columns.classifications());
        List<String> tags = findings.names(field + ".tags", columns.tags());
        String unclassified = columns.unclassifiedOrDefault();
        List<String> known = List.of(GuardrailSpec.Columns.MATCH, GuardrailSpec.Columns.IGNORE);
        if (!known.contains(unclassified)) {
            unknownValue(field + ".unclassified", unclassified, known);
        }
        boolean match = !unclassified.equals(GuardrailSpec.Columns.IGNORE);
        Pattern pattern = new PatternReader(findings).read(field + ".namePattern", columns.namePattern());
        if (classifications.isEmpty() && tags.isEmpty() && columns.namePattern() == null && !match) {
            findings.add(field, "it matches no column", "name classifications or tags, or give a namePattern");
        }
        return new GuardColumns(new HashSet<>(classifications), new HashSet<>(tags), match, pattern);
    }

    private void unknownValue(String field, @Nullable String value, List<String> known) {
        String written = value == null ? "" : value;
        findings.add(field, "this version does not know \"" + written + "\"", NearestName.hint(written, known));
    }
}
