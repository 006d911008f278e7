package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.operator.backend.Orphan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people read about orphans. Pure. */
final class OrphanText {
    /** How many are named; the others are counted. */
    private static final int SHOWN = 3;

    private OrphanText() {}

    static String found(List<Orphan> open) {
        return "access stays in the store though nobody asks for it any more: " + names(open)
                + "; if that is a mistake, apply the objects again";
    }

    /** @param end when the first of them ends; null if that is not known yet */
    static String ending(List<Orphan> open, @Nullable Instant end) {
        return "nobody asks any more for " + names(open) + "; it ends "
                + (end == null ? "in a while" : "at " + end.truncatedTo(ChronoUnit.SECONDS))
                + " unless the objects are applied again";
    }

    static String held(String className, List<Orphan> open, OrphanRules.Verdict.Held held) {
        return held.open() + " of " + held.all() + " ways into this store have lost their objects: " + names(open)
                + ". That looks like the wrong cluster, or one that is being rebuilt, so nothing ends by itself. Apply the"
                + " objects again; or, to end all of these at once: kubectl annotate storeclass " + className + " "
                + OrphanKeeper.CONFIRMATION + "=" + held.token() + " --overwrite";
    }

    static String ended(List<Orphan> due) {
        return "ended, because nobody has asked for it for long enough: " + names(due);
    }

    /** What lets nobody in. */
    static String harmless(List<Orphan> orphans) {
        List<Orphan> stores = orphans.stream().filter(o -> !o.ends()).toList();
        List<Orphan> others = orphans.stream().filter(Orphan::ends).toList();
        String kept = stores.isEmpty() ? "" : "data is kept though its product is gone: " + names(stores);
        String left = others.isEmpty() ? "" : "nobody can use, and it will be removed: " + names(others);
        return kept + (kept.isEmpty() || left.isEmpty() ? "" : "; ") + left;
    }

    private static String names(List<Orphan> orphans) {
        String shown = orphans.stream().limit(SHOWN).map(Orphan::about).collect(Collectors.joining(", "));
        return orphans.size() <= SHOWN ? shown : shown + " and " + (orphans.size() - SHOWN) + " more";
    }
}
