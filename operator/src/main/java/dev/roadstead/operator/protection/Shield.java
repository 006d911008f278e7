package dev.roadstead.operator.protection;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why an object can't go. Pure.
 *
 * @param text who would lose access; null if nobody would
 * @param parts the names of the object's parts that are in use
 */
record Shield(@Nullable String text, Set<String> parts) {

    static final Shield NONE = new Shield(null, Set.of());

    /** More are not named, so that the thousandth consumer changes nothing. */
    static final int NAMED = 3;

    /** What a status has room for. */
    private static final int ROOM = 2048;

    private static final String MORE = " and more";

    Shield {
        parts = Set.copyOf(parts);
    }

    /**
     * Of a port: its parts are its versions.
     *
     * @param ends when versions can go although somebody reads them, by their names
     */
    static Shield ofPort(Collection<Consumer> consumers, Map<String, Instant> ends) {
        return consumers.isEmpty()
                ? NONE
                : new Shield(
                        some(consumers.stream().sorted().map(consumer -> text(consumer, ends.get(consumer.version())))),
                        consumers.stream().map(Consumer::version).collect(Collectors.toSet()));
    }

    /**
     * Of something that ports lie in or belong to.
     *
     * @param uses one text for each port that is in use, as {@link #use} makes it
     */
    static Shield of(Collection<String> uses, Set<String> parts) {
        return uses.isEmpty() ? NONE : new Shield(some(uses.stream().sorted()), parts);
    }

    /** That a port is in use, and by whom. */
    static String use(String port, Collection<Consumer> consumers) {
        return port + " by " + some(new TreeSet<>(consumers).stream().map(Consumer::toString));
    }

    private static String text(Consumer consumer, @Nullable Instant end) {
        return end == null
                ? consumer.toString()
                : consumer.who() + " (" + consumer.version() + ", protected until " + end + ")";
    }

    boolean isUp() {
        return text != null;
    }

    private static String some(Stream<String> names) {
        var all = names.distinct().limit(NAMED + 1L).toList();
        String shown = String.join(", ", all.subList(0, Math.min(all.size(), NAMED)));
        String text = all.size() > NAMED ? shown + MORE : shown;
        return text.length() <= ROOM ? text : text.substring(0, ROOM - MORE.length() - 1) + "…" + MORE;
    }
}
