package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.operator.admission.AdmissionCheck;
import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.request.Standing;
import dev.roadstead.operator.request.VersionNotice;

/**
 * Tells whoever makes a request what will become of it. Nothing of a new request can be refused: what it names may be applied after
 * it, and its spec can't be wrong by itself.
 */
public final class RequestAdmission implements AdmissionCheck {

    @Override
    public Opinion check(Proposal proposal, Catalogue catalogue) {
        return proposal.operation() == Proposal.Operation.CREATE
                ? proposal.after(AccessRequest.class)
                        .map(request -> stranger(request, catalogue).and(notice(proposal, request, catalogue)))
                        .orElse(Opinion.NONE)
                : Opinion.NONE;
    }

    private static Opinion notice(Proposal proposal, AccessRequest request, Catalogue catalogue) {
        return VersionNotice.of(
                        catalogue,
                        request.getMetadata().getNamespace(),
                        request.getSpec().portRef(),
                        proposal.time())
                .map(notice -> Opinion.warn("spec.portRef: " + notice))
                .orElse(Opinion.NONE);
    }

    /** Somebody may restore requests of products from a backup, the products after them. */
    private static Opinion stranger(AccessRequest request, Catalogue catalogue) {
        if (request.getSpec().consumer() == null) {
            return Opinion.NONE;
        }
        DataProduct product = catalogue
                .product(
                        request.getMetadata().getNamespace(),
                        request.getSpec().consumer().productName())
                .orElse(null);
        return Standing.of(request, product) instanceof Standing.Stranger stranger
                ? Opinion.warn(stranger.refusal().message())
                : Opinion.NONE;
    }
}
