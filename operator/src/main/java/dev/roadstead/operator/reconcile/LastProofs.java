package dev.roadstead.operator.reconcile;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a credential was last tried. Kept in memory: in a status it would be a write on every pass. What was verified
 * before this operator started is taken as tried when it is first asked about, or a start would try everything at once.
 */
public final class LastProofs {

    private final Resync resync;
    private final Map<String, Instant> times = new ConcurrentHashMap<>();

    public LastProofs(Resync resync) {
        this.resync = resync;
    }

    /** Whether it is time to try again, as with every resync. */
    public boolean due(String what, Instant now) {
        Instant last = times.putIfAbsent(what, now);
        return last != null && resync.isOver(last, now);
    }

    public void tried(String what, Instant now) {
        times.put(what, now);
    }

    public void forget(String what) {
        times.remove(what);
    }
}
