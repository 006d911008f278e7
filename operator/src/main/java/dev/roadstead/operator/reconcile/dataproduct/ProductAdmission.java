package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.request.VersionNotice;
import java.util.List;
import java.util.Optional;

/** Refuses a product that breaks a rule by itself, or closes a circle; tells about inputs that will not stay. */
public final class ProductAdmission implements AdmissionCheck {

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.after(DataProduct.class)
                .map(product -> rules(product).and(inputs(proposal, product, catalogue)))
                .orElse(Opinion.NONE);
    }

    private static Opinion rules(DataProduct product) {
        return ProductRules.check(product)
                .map(broken -> Opinion.deny(broken.message()))
                .orElse(Opinion.NONE);
    }

    private static Opinion inputs(Proposal proposal, DataProduct product, Catalogue catalogue) {
        var cycles = new InputCycles(catalogue);
        List<DataProductSpec.Input> known =
                proposal.before(DataProduct.class).map(InputPlan::inputs).orElse(List.of());
        return InputPlan.inputs(product).stream()
                .filter(input -> known.stream().noneMatch(input::equals))
                .map(input -> circle(cycles, product, input).and(notice(proposal, product, input, catalogue)))
                .reduce(Opinion.NONE, Opinion::and);
    }

    private static Opinion circle(InputCycles cycles, DataProduct product, DataProductSpec.Input input) {
        Optional<InputCycles.Cycle> closed = cycles.asked(product, input);
        return closed.map(cycle -> Opinion.deny(cycle.message(input.name()))).orElse(Opinion.NONE);
    }

    private static Opinion notice(
            Proposal proposal, DataProduct product, DataProductSpec.Input input, Catalogue catalogue) {
        return VersionNotice.of(catalogue, product.getMetadata().getNamespace(), input.portRef(), proposal.time())
                .map(notice -> Opinion.warn("spec.inputs[" + input.name() + "]: " + notice))
                .orElse(Opinion.NONE);
    }
}
