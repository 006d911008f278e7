package dev.roadstead.operator.admission;

import dev.roadstead.operator.kube.Catalogue;

/**
 * One rule that is asked before an object is stored. It is only asked about a spec that changes, never about a status, an object
 * that is being deleted, or a write of the operator itself.
 *
 * <p>It decides from its arguments: it asks no store, and the API server only where nothing else can tell. Many may be asked at
 * once. What it refuses must be refused by the reconcile too, because it is not asked while the operator is down. What it would
 * refuse of a deletion becomes a warning.
 */
@FunctionalInterface
public interface AdmissionCheck {

    /**
     * What it thinks of the proposal; {@link Opinion#NONE} for what it is not about.
     *
     * @param catalogue all objects as they are, without the proposal
     */
    Opinion check(Proposal proposal, Catalogue catalogue);
}
