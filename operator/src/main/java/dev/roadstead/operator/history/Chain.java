package dev.roadstead.operator.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks a history from its first entry on: each must name the hash of the one before and hash to its own. Where the retention
 * removed the beginning, the newest {@link Pruned} entry takes its place: it is part of the chain that follows, and names what
 * stays. Fed one by one, so that a long history needs no memory.
 */
public final class Chain {

    /**
     * The first thing that is wrong.
     *
     * @param seq of the entry
     */
    public record Broken(long seq, String what) {}

    private final TreeMap<String, Long> contracts = new TreeMap<>();
    private final @Nullable Head known;
    private final @Nullable Pruned pruned;
    private final List<String> kept = new ArrayList<>();
    private long last;
    private String hash = "";
    private boolean knownSeen;
    private boolean prunedSeen;
    private @Nullable Broken broken;

    /**
     * @param known the head that is remembered outside the store; null if there is none
     * @param pruned what the newest entry of that kind says; null if there is none
     */
    public Chain(@Nullable Head known, @Nullable Pruned pruned) {
        this.known = known;
        this.pruned = pruned;
        if (pruned != null) {
            last = pruned.through();
            hash = pruned.hash();
            knownSeen = known != null && pruned.covers(known);
        }
    }

    /** The next entry, in the order of numbers. */
    public void next(Entry entry) {
        if (broken != null) {
            return;
        }
        if (pruned != null && entry.seq() <= pruned.through()) {
            kept(entry);
            return;
        }
        if (entry.seq() != last + 1) {
            broken = new Broken(last + 1, "it is missing; the next one is " + entry.seq());
        } else if (!entry.prev().equals(hash)) {
            broken = new Broken(entry.seq(), "it does not follow the entry before it, which has another hash");
        } else if (!Json.sha256(entry.canonical()).equals(entry.hash())) {
            broken = new Broken(entry.seq(), "its content is not what was hashed when it was written");
        } else if (isOther(entry)) {
            broken = rewritten(entry);
        }
        prunedSeen |= pruned != null && entry.equals(pruned.entry());
        knownSeen |= known != null && entry.seq() == known.seq();
        last = entry.seq();
        hash = entry.hash();
        contract(entry);
    }

    /** An entry from before the pruning. It follows others that are gone, so it is held to what the pruning says of it. */
    private void kept(Entry entry) {
        if (!Json.sha256(entry.canonical()).equals(entry.hash())) {
            broken = new Broken(entry.seq(), "its content is not what was hashed when it was written");
        } else if (isOther(entry)) {
            broken = rewritten(entry);
        }
        kept.add(Pruned.line(entry));
        contract(entry);
    }

    private boolean isOther(Entry entry) {
        return known != null && entry.seq() == known.seq() && !entry.hash().equals(known.hash());
    }

    private static Broken rewritten(Entry entry) {
        return new Broken(
                entry.seq(),
                "it has another hash than the status of the StoreClass remembers: history was rewritten up to here");
    }

    private void contract(Entry entry) {
        String contract = Json.parse(entry.body()).path("contract").asText("");
        if (!contract.isEmpty()) {
            contracts.putIfAbsent(contract, entry.seq());
        }
    }

    /**
     * What was found.
     *
     * @param hashes of the contract texts that are stored and right
     */
    public Optional<Broken> end(java.util.Set<String> hashes) {
        if (broken == null && pruned != null) {
            broken = pruned(pruned);
        }
        if (broken == null && known != null && !knownSeen) {
            broken = new Broken(
                    last + 1,
                    "the status of the StoreClass remembers entry " + known.seq() + ", and "
                            + (known.seq() <= last
                                    ? "retention can't have removed it yet"
                                    : "the history ends at " + last));
        }
        if (broken == null) {
            var missing = new TreeSet<>(contracts.keySet());
            missing.removeAll(hashes);
            if (!missing.isEmpty()) {
                broken = new Broken(
                        contracts.getOrDefault(missing.first(), last),
                        "the text of contract " + missing.first() + " that it names is missing or altered");
            }
        }
        return Optional.ofNullable(broken);
    }

    private @Nullable Broken pruned(Pruned told) {
        if (!prunedSeen) {
            return new Broken(told.entry().seq(), "it tells of a pruning and is no part of the history");
        }
        if (told.tooYoung()) {
            return new Broken(
                    told.entry().seq(),
                    "it tells that entries up to " + told.before() + " were pruned, less than "
                            + Pruned.SHORTEST.toDays() + " days old, which retention never does");
        }
        if (kept.size() != told.kept() || !Json.sha256(String.join("\n", kept)).equals(told.keptHash())) {
            return new Broken(
                    told.through(),
                    "of the entries up to here others are left than those that the pruning of entry "
                            + told.entry().seq() + " left");
        }
        return null;
    }

    /** What the retention removed of it; empty if nothing yet. */
    public Optional<Pruned> pruned() {
        return Optional.ofNullable(pruned);
    }

    /** The number of the newest entry; 0 if there is none. */
    public long last() {
        return last;
    }

    /** The number of entries that follow {@code other}'s rules but can't be compared with anything outside. */
    public long beyondKnown() {
        return known == null ? last : Math.max(0, last - known.seq());
    }

    /** Whether a stored text has the hash it is stored under. */
    public static boolean isText(String hash, String text) {
        return Json.sha256(text).equals(hash);
    }
}
