package dev.roadstead.operator.postgres;

import dev.roadstead.operator.history.Event;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.history.Told;
import dev.roadstead.operator.postgres.Script.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the history is told about the operator itself: that it watches, at most once an interval, and when it did not.
 * Silence would otherwise look like a time in which nothing happened. Works out statements; who runs them is the session.
 */
final class Watch {
    static final Duration INTERVAL = Duration.ofHours(1);
    /** A connection that comes back sooner is no gap worth telling. */
    private static final Duration GAP = Duration.ofMinutes(5);

    private final Duration interval;
    private Instant next = Instant.MAX;
    private Instant lastContact = Instant.MAX;

    Watch(Duration interval) {
        this.interval = interval;
    }

    /**
     * The operator begins to watch.
     *
     * @param lastEvent of the newest entry; null if there is none
     */
    List<Statement> begin(Snapshot snapshot, @Nullable String lastEvent) {
        List<Statement> notes = new ArrayList<>();
        Head head = snapshot.head();
        // An operator that let go in order has said so itself.
        if (head != null && !Event.WATCH_LOST.wireName().equals(lastEvent)) {
            notes.add(Histories.note(Event.WATCH_LOST, Told.watchLost(head.time(), null)));
        }
        notes.add(resumed(snapshot));
        return notes;
    }

    /** The session has reached the store again. */
    List<Statement> reconnected(Snapshot snapshot) {
        boolean gap = lastContact.isBefore(snapshot.now().minus(GAP));
        Instant before = lastContact;
        lastContact = snapshot.now();
        return gap
                ? List.of(Histories.note(Event.WATCH_LOST, Told.watchLost(before, null)), resumed(snapshot))
                : List.of();
    }

    /** The operator lets go in order. */
    List<Statement> end(Snapshot snapshot) {
        return List.of(Histories.note(Event.WATCH_LOST, Told.watchLost(null, AclDigest.of(snapshot))));
    }

    /** The store has answered. */
    void contact(Instant now) {
        lastContact = now;
    }

    boolean due(Instant now) {
        return !now.isBefore(next);
    }

    List<Statement> sign(Snapshot snapshot) {
        next = snapshot.now().plus(interval);
        return List.of(Histories.note(Event.CHECKED, Told.watching(AclDigest.of(snapshot))));
    }

    private Statement resumed(Snapshot snapshot) {
        next = snapshot.now().plus(interval);
        lastContact = snapshot.now();
        return Histories.note(Event.WATCH_RESUMED, Told.watching(AclDigest.of(snapshot)));
    }
}
