package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.operator.backend.Subject;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time for each identity: requests of one product share a login, and two that set its password at once would each
 * write a Secret of which one is wrong. Identities share a fixed number of locks, so there is nothing to clean up.
 */
final class SubjectLocks {

    private static final int STRIPES = 256;

    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    SubjectLocks() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    ReentrantLock of(Subject subject) {
        return stripes[Math.floorMod(subject.hashCode(), STRIPES)];
    }
}
