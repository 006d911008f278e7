package dev.roadstead.operator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A history that retention has shortened is as hard to alter as one that is whole. */
class ChainTest {

    private static final Instant START = Instant.parse("2023-01-01T00:00:00Z");

    /** Entries a day apart. */
    private static List<Entry> chain(int length, String salt) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            entries.add(next(entries, "Opened", "{\"purpose\": \"" + salt + i + "\"}", START.plus(Duration.ofDays(i))));
        }
        return entries;
    }

    private static Entry next(List<Entry> entries, String event, String body, Instant at) {
        String prev = entries.isEmpty() ? "" : entries.getLast().hash();
        return hashed(new Entry(entries.size() + 1L, at, event, "a grant", body, prev, ""));
    }

    private static Entry hashed(Entry entry) {
        return new Entry(
                entry.seq(),
                entry.at(),
                entry.event(),
                entry.grant(),
                entry.body(),
                entry.prev(),
                Json.sha256(entry.canonical()));
    }

    /** A history of which the entries up to {@code through} were pruned, but for those that {@code keep} names. */
    private record Shortened(List<Entry> whole, List<Entry> left, Pruned pruned) {

        static Shortened of(int length, int through, Set<Long> keep, Instant at, Instant before) {
            List<Entry> whole = chain(length, "p");
            List<Entry> kept = whole.stream()
                    .filter(e -> e.seq() <= through && keep.contains(e.seq()))
                    .toList();
            String digest = Json.sha256(kept.stream().map(Pruned::line).collect(Collectors.joining("\n")));
            String body = Json.text(Json.object()
                    .put("through", through)
                    .put("hash", whole.get(through - 1).hash())
                    .put("removed", through - kept.size())
                    .put("kept", kept.size())
                    .put("keptHash", digest)
                    .put("more", false)
                    .put("before", before.toString()));
            Entry told = next(whole, "Pruned", body, at);
            whole.add(told);
            whole.add(next(whole, "Opened", "{}", at.plusSeconds(1)));
            List<Entry> left = new ArrayList<>(kept);
            left.addAll(whole.subList(through, whole.size()));
            return new Shortened(whole, left, Pruned.of(told));
        }

        static Shortened random(int length, Random random) {
            int through = 1 + random.nextInt(length);
            Set<Long> keep = random.longs(length, 1, through + 1L).boxed().collect(Collectors.toSet());
            Instant before = START.plus(Duration.ofDays(through)).plusSeconds(1);
            return of(length, through, keep, before.plus(Duration.ofDays(400)), before);
        }
    }

    private static Optional<Chain.Broken> verified(List<Entry> entries, @Nullable Pruned pruned, @Nullable Head known) {
        Chain chain = new Chain(known, pruned);
        entries.forEach(chain::next);
        return chain.end(Set.of());
    }

    private static Head head(Entry entry) {
        return new Head(entry.seq(), entry.hash(), entry.at());
    }

    @Property(tries = 300)
    void whateverIsPrunedTheRestVerifies(@ForAll @IntRange(min = 1, max = 30) int length, @ForAll Random random) {
        Shortened history = Shortened.random(length, random);
        assertEquals(
                Optional.empty(),
                verified(history.whole(), null, head(history.whole().getLast())));
        assertEquals(
                Optional.empty(),
                verified(history.left(), history.pruned(), head(history.left().getLast())));
        for (Entry known : history.whole()) {
            assertEquals(
                    Optional.empty(),
                    verified(history.left(), history.pruned(), head(known)),
                    () -> "known outside: " + known.seq() + " of " + history);
        }
    }

    @Property(tries = 300)
    void whateverElseIsTakenAwayIsFound(@ForAll @IntRange(min = 1, max = 30) int length, @ForAll Random random) {
        Shortened history = Shortened.random(length, random);
        int at = random.nextInt(history.left().size());
        List<Entry> less = new ArrayList<>(history.left());
        Entry gone = less.remove(at);
        // Who takes the end away leaves nothing that could tell, but for what is known elsewhere.
        Head known = head(history.left().getLast());
        assertTrue(verified(less, history.pruned(), known).isPresent(), () -> gone + " of " + history);
    }

    @Property(tries = 300)
    void whateverIsChangedIsFound(@ForAll @IntRange(min = 1, max = 30) int length, @ForAll Random random) {
        Shortened history = Shortened.random(length, random);
        int at = random.nextInt(history.left().size());
        Entry was = history.left().get(at);
        Entry changed = new Entry(was.seq(), was.at(), was.event(), "another", was.body(), was.prev(), was.hash());
        List<Entry> other = new ArrayList<>(history.left());
        for (Entry instead : List.of(changed, hashed(changed))) {
            other.set(at, instead);
            Head known = head(history.left().getLast());
            assertTrue(verified(other, history.pruned(), known).isPresent(), () -> instead + " of " + history);
        }
    }

    @Property(tries = 300)
    void aBeginningThatNoEntrySaysWasPrunedIsFound(
            @ForAll @IntRange(min = 2, max = 30) int length, @ForAll Random random) {
        List<Entry> whole = chain(length, "p");
        int cut = 1 + random.nextInt(length - 1);
        assertTrue(verified(whole.subList(cut, length), null, null).isPresent());
    }

    @Test
    void anEntryThatWasYoungerThanTheLimitMustBeThere() {
        Instant before = START.plus(Duration.ofDays(5)).plusSeconds(1);
        Shortened history = Shortened.of(9, 5, Set.of(2L), before.plus(Duration.ofDays(400)), before);
        Head younger = new Head(4, history.whole().get(3).hash(), before.plusSeconds(1));
        assertEquals(
                "the status of the StoreClass remembers entry 4, and retention can't have removed it yet",
                verified(history.left(), history.pruned(), younger)
                        .orElseThrow()
                        .what());
        assertTrue(verified(history.left(), history.pruned(), new Head(5, "aa", START))
                .isPresent());
        assertTrue(verified(history.left(), history.pruned(), new Head(2, "aa", START))
                .isPresent());
    }

    @Test
    void aPruningOfWhatIsYoungIsNone() {
        Instant before = START.plus(Duration.ofDays(5)).plusSeconds(1);
        Shortened history = Shortened.of(9, 5, Set.of(), before.plus(Duration.ofDays(29)), before);
        Chain.Broken broken = verified(history.left(), history.pruned(), null).orElseThrow();
        assertEquals(10, broken.seq());
        assertTrue(broken.what().contains("less than 30 days old"), broken.what());
    }

    @Test
    void aPruningThatIsNoPartOfTheChainIsNone() {
        Instant before = START.plus(Duration.ofDays(5)).plusSeconds(1);
        Shortened history = Shortened.of(9, 5, Set.of(), before.plus(Duration.ofDays(400)), before);
        Entry told = history.pruned().entry();
        Pruned forged = Pruned.of(
                hashed(new Entry(told.seq() + 5, told.at(), told.event(), told.grant(), told.body(), told.prev(), "")));
        assertTrue(verified(history.left(), forged, null).isPresent());
    }
}
