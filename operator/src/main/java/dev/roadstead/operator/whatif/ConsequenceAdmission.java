package dev.roadstead.operator.whatif;

import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.revision.ServedContracts;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells whoever proposes something what it does to stores and consumers, with {@code --dry-run=server} before it is done. It refuses
 * nothing: that is for the other checks.
 */
public final class ConsequenceAdmission implements AdmissionCheck {

    /** More lines are not read. */
    static final int LINES = 10;
    /** More requests are not worked out while somebody waits for an answer. */
    static final int REQUESTS = 200;

    private final ServedContracts contracts;
    private final Enforcement enforcement;
    private final ObjectRules rules;

    public ConsequenceAdmission(ServedContracts contracts, Enforcement enforcement, ObjectRules rules) {
        this.contracts = contracts;
        this.enforcement = enforcement;
        this.rules = rules;
    }

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        if (!(proposal.object() instanceof CustomResource<?, ?> object)) {
            return Opinion.NONE;
        }
        Edit edit = proposal.after() == null
                ? new Edit(List.of(), List.of(ObjectName.of(object)))
                : Edit.of(List.<CustomResource<?, ?>>of(object));
        var mesh = new Mesh(catalogue, contracts, enforcement, proposal.time());
        int reach = mesh.reach(edit);
        if (reach > REQUESTS) {
            return Opinion.warn("it is about " + reach + " requests; roadstead plan tells what it does to each");
        }
        return new Opinion(
                List.of(), bounded(PlanText.inShort(mesh.after(edit, rules).consequences())));
    }

    private static List<String> bounded(List<String> lines) {
        if (lines.size() <= LINES) {
            return lines;
        }
        var shown = new ArrayList<>(lines.subList(0, LINES - 1));
        shown.add("and " + (lines.size() - LINES + 1) + " more; roadstead plan shows all");
        return shown;
    }
}
