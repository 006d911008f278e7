package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.PolicySpec;
import dev.roadstead.operator.contract.NearestName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads which columns a Policy shows. */
final class ColumnReader {

    /** How a mask may show a column. To hide one is an entry of its own list. */
    private static final List<Effect> MASKS =
            List.of(Effect.PARTIAL, Effect.YEAR, Effect.HASH, Effect.REDACT, Effect.NULL);

    private final Findings findings;

    ColumnReader(Findings findings) {
        this.findings = findings;
    }

    /** Incomplete if there are findings. */
    ColumnRules read(String field, PolicySpec.Columns columns) {
        findings.unknownFields(field, columns.unknown(), PolicySpec.Columns.class);
        List<String> allow = findings.namesOrAny(field + ".allow", columns.allow(), "column");
        boolean clear = unclassifiedClear(field + ".unclassified", columns.unclassifiedOrDefault());
        var rules = new ArrayList<ColumnRule>();
        for (int i = 0; i < columns.mask().size(); i++) {
            mask(field + ".mask[" + i + "]", columns.mask().get(i)).ifPresent(rules::add);
        }
        for (int i = 0; i < columns.hide().size(); i++) {
            hide(field + ".hide[" + i + "]", columns.hide().get(i)).ifPresent(rules::add);
        }
        return new ColumnRules(new HashSet<>(allow), clear, rules);
    }

    private boolean unclassifiedClear(String field, String value) {
        if (value.equals(PolicySpec.Columns.CLEAR)) {
            return true;
        }
        if (!value.equals(PolicySpec.Columns.HIDDEN)) {
            unknownValue(field, value, List.of(PolicySpec.Columns.HIDDEN, PolicySpec.Columns.CLEAR));
        }
        return false;
    }

    private Optional<ColumnRule> mask(String field, PolicySpec.@Nullable Mask mask) {
        if (mask == null) {
            findings.add(field, "the entry is empty", "remove it");
            return Optional.empty();
        }
        findings.unknownFields(field, mask.unknown(), PolicySpec.Mask.class);
        Optional<Effect> effect = effect(field + ".with", mask.with());
        return effect.flatMap(found -> rule(field, mask.name(), mask.classification(), found));
    }

    private Optional<ColumnRule> hide(String field, PolicySpec.@Nullable Hide hide) {
        if (hide == null) {
            findings.add(field, "the entry is empty", "remove it");
            return Optional.empty();
        }
        findings.unknownFields(field, hide.unknown(), PolicySpec.Hide.class);
        return rule(field, hide.name(), hide.classification(), Effect.HIDDEN);
    }

    private Optional<Effect> effect(String field, @Nullable String with) {
        Optional<Effect> effect = mask(with);
        if (effect.isEmpty()) {
            unknownValue(field, with == null ? "" : with, masks());
        }
        return effect;
    }

    /** The mask written like this; empty if this version knows none. */
    static Optional<Effect> mask(@Nullable String with) {
        return MASKS.stream().filter(mask -> mask.wireName().equals(with)).findFirst();
    }

    /** All masks as they are written. */
    static List<String> masks() {
        return MASKS.stream().map(Effect::wireName).toList();
    }

    private Optional<ColumnRule> rule(
            String field, @Nullable String name, @Nullable String classification, Effect effect) {
        String cause = null;
        if (name == null && classification == null) {
            cause = "the entry says neither name nor classification";
        } else if (name != null && classification != null) {
            cause = "the entry says both name and classification";
        } else if ("".equals(name) || "".equals(classification)) {
            cause = "the entry names nothing";
        }
        if (cause != null) {
            findings.add(field, cause, "write the name of a column or a classification, one of the two");
            return Optional.empty();
        }
        return Optional.of(new ColumnRule(name, classification, effect));
    }

    private void unknownValue(String field, String value, List<String> known) {
        findings.add(field, "this version does not know \"" + value + "\"", NearestName.hint(value, known));
    }
}
