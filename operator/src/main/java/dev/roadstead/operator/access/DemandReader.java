package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.GuardrailSpec;
import dev.roadstead.operator.contract.NearestName;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a Guardrail demands of those who publish. */
final class DemandReader {

    private final Findings findings;

    DemandReader(Findings findings) {
        this.findings = findings;
    }

    /** Incomplete if there are findings. */
    GuardDemands read(GuardrailSpec spec) {
        Set<RequiredField> required = required(spec.require());
        GuardDemands.Names names = names("spec.namePatterns", spec.namePatterns());
        List<String> classes = findings.names("spec.allowedStoreClasses", spec.allowedStoreClasses());
        Duration notice = new TimeReader(findings).duration("spec.minSunsetNotice", spec.minSunsetNotice());
        var demands = new GuardDemands(required, names, new HashSet<>(classes), notice);
        if (isSaid(spec)) {
            onlyAboutPublishing(spec);
        }
        return demands;
    }

    /** Also where what is said can't be understood. */
    static boolean isSaid(GuardrailSpec spec) {
        return !spec.require().isEmpty()
                || spec.namePatterns() != null
                || !spec.allowedStoreClasses().isEmpty()
                || spec.minSunsetNotice() != null;
    }

    private void onlyAboutPublishing(GuardrailSpec spec) {
        String cause =
                "it is about who reads what, and require, namePatterns, allowedStoreClasses and minSunsetNotice are"
                        + " about whoever publishes";
        String remedy = "make two Guardrails";
        if (spec.match().columns() != null) {
            findings.add("spec.match.columns", cause, remedy);
        }
        if (spec.match().consumerDomainSelector() != null) {
            findings.add("spec.match.consumerDomainSelector", cause, remedy);
        }
        if (!spec.exceptions().isEmpty()) {
            findings.add("spec.exceptions", cause, remedy);
        }
    }

    private Set<RequiredField> required(List<String> written) {
        Set<RequiredField> required = EnumSet.noneOf(RequiredField.class);
        for (int i = 0; i < written.size(); i++) {
            String word = written.get(i) == null ? "" : written.get(i);
            String field = "spec.require[" + i + "]";
            RequiredField.of(word)
                    .ifPresentOrElse(
                            required::add,
                            () -> findings.add(
                                    field,
                                    "this version does not know \"" + word + "\"",
                                    NearestName.hint(word, RequiredField.wireNames())));
        }
        return required;
    }

    private GuardDemands.Names names(String field, GuardrailSpec.@Nullable NamePatterns patterns) {
        if (patterns == null) {
            return GuardDemands.Names.ANY;
        }
        findings.unknownFields(field, patterns.unknown(), GuardrailSpec.NamePatterns.class);
        var reader = new PatternReader(findings);
        var names = new GuardDemands.Names(
                reader.read(field + ".dataProducts", patterns.dataProducts()),
                reader.read(field + ".outputPorts", patterns.outputPorts()),
                reader.read(field + ".relations", patterns.relations()),
                reader.read(field + ".columns", patterns.columns()));
        if (patterns.dataProducts() == null
                && patterns.outputPorts() == null
                && patterns.relations() == null
                && patterns.columns() == null) {
            findings.add(field, "it names nothing", "give one of dataProducts, outputPorts, relations and columns");
        }
        return names;
    }
}
