package dev.roadstead.operator.kube;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Knows which new objects have the name of one that was deleted a moment ago. JOSDK keeps its book by name: if it learns of
 * the new object while it still finishes the deletion of the old one, it takes the new one for dealt with (seen in 5.3.2),
 * and neither wakes nor timers nor its deletion reach a reconciler any more.
 */
final class MadeAnew {

    /** Far longer than the end of a deletion takes once the finalizer is gone. */
    static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final LongSupplier nanoTime;
    /** When each was deleted, the oldest first. */
    private final Map<Target, Long> deleted = new LinkedHashMap<>();

    /** @param nanoTime a clock that never goes back, in nanoseconds */
    MadeAnew(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void deleted(Target target) {
        forget();
        deleted.remove(target);
        deleted.put(target, nanoTime.getAsLong());
    }

    /** Whether one of that name was deleted less than {@link #REMEMBERED} ago; asked once, it is forgotten. */
    synchronized boolean created(Target target) {
        forget();
        return deleted.remove(target) != null;
    }

    private void forget() {
        long now = nanoTime.getAsLong();
        Iterator<Long> times = deleted.values().iterator();
        while (times.hasNext() && now - times.next() > REMEMBERED.toNanos()) {
            times.remove();
        }
    }
}
