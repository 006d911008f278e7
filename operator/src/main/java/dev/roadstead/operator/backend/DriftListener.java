package dev.roadstead.operator.backend;

import java.util.List;

/** Is told what a store holds that it should not. Called on the store's own thread, so it must not wait for anything. */
public interface DriftListener {

    /**
     * Called when something was found, and when what remains has changed.
     *
     * @param repaired what was found and put right since the last call
     * @param remaining everything that can't be put right with the operator's rights, also what was told before
     */
    void drift(List<Finding> repaired, List<Finding> remaining);
}
