package dev.roadstead.operator.status;

import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Statuses written but perhaps not yet seen in the cache. Without them a reconcile could compare with a status that is
 * one write old, find it equal to what it wants, and leave the wrong one standing on the server.
 */
final class RecentWrites {

    /** Far longer than a watch event takes; afterwards the cache is right or the informer is dead. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private record Write(Object status, long resourceVersion, Instant time) {}

    private final InstantSource clock;
    private final Map<String, Write> byUid = new LinkedHashMap<>();

    RecentWrites(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void wrote(CustomResource<?, ?> answer, Object status) {
        Instant now = clock.instant();
        forgetBefore(now.minus(KEPT));
        String uid = answer.getMetadata().getUid();
        byUid.remove(uid);
        byUid.put(uid, new Write(status, resourceVersion(answer), now));
    }

    /** The status written after this state of the object was read, if there is one. */
    @SuppressWarnings("unchecked") // what was stored under an object's uid is of that object's status type
    synchronized <S> Optional<S> newerThan(CustomResource<?, S> object) {
        Write write = byUid.get(object.getMetadata().getUid());
        if (write == null || resourceVersion(object) >= write.resourceVersion()) {
            return Optional.empty();
        }
        return Optional.of((S) write.status());
    }

    /** The resourceVersion that such a write gave the object. */
    synchronized Optional<String> newerVersion(CustomResource<?, ?> object) {
        return Optional.ofNullable(byUid.get(object.getMetadata().getUid()))
                .filter(write -> resourceVersion(object) < write.resourceVersion())
                .map(write -> Long.toString(write.resourceVersion()));
    }

    private void forgetBefore(Instant limit) {
        var writes = byUid.values().iterator();
        while (writes.hasNext() && writes.next().time().isBefore(limit)) {
            writes.remove();
        }
    }

    /** Ordered by Kubernetes' own word since 1.35 (KEP-5504), and in etcd always. */
    private static long resourceVersion(CustomResource<?, ?> object) {
        return Long.parseLong(object.getMetadata().getResourceVersion());
    }
}
