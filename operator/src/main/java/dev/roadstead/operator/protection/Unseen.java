package dev.roadstead.operator.protection;

import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.operator.access.Effect;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Columns that consumers can't see, where these are more than a status has room for. Known from the grant, so after a start each
 * request counts as reading the others until it was looked at; it never counts as reading less than it does.
 */
final class Unseen {

    private final Map<String, Set<String>> byRequest = new ConcurrentHashMap<>();
    /** Consumers of a port mostly see the same of it. */
    private final Map<Set<String>, WeakReference<Set<String>>> shared = new WeakHashMap<>();

    /**
     * What a request was granted.
     *
     * @param hidden all columns that it can't see; null if that is not known
     * @return whether anything else is known than before
     */
    boolean granted(String uid, AccessRequestStatus.@Nullable Lens lens, @Nullable Set<String> hidden) {
        if (lens == null || hidden == null || listed(lens).size() >= count(lens)) {
            return byRequest.remove(uid) != null;
        }
        return !hidden.equals(byRequest.put(uid, shared(hidden)));
    }

    void forget(String uid) {
        byRequest.remove(uid);
    }

    /** All columns that are hidden by a lens, as far as that is known. */
    Set<String> of(String uid, AccessRequestStatus.Lens lens) {
        Set<String> listed = listed(lens);
        return Optional.ofNullable(byRequest.get(uid))
                .filter(all -> all.size() == count(lens) && all.containsAll(listed))
                .orElse(listed);
    }

    private static int count(AccessRequestStatus.Lens lens) {
        return lens.hidden() == null ? 0 : lens.hidden();
    }

    private static Set<String> listed(AccessRequestStatus.Lens lens) {
        return Set.copyOf(lens.columnsThatAre(Effect.HIDDEN.wireName()));
    }

    private Set<String> shared(Set<String> hidden) {
        synchronized (shared) {
            WeakReference<Set<String>> known = shared.get(hidden);
            Set<String> same = known == null ? null : known.get();
            if (same != null) {
                return same;
            }
            shared.put(hidden, new WeakReference<>(hidden));
            return hidden;
        }
    }
}
