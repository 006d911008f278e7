package dev.roadstead.operator.history;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who could read which columns, when.
 *
 * @param domain that owns the port; null for every one
 * @param port its name; null for every one
 * @param column its name as it was then; null for every one
 * @param tag as it was in the contract then, upper and lower case alike; null for every one
 * @param classification likewise
 * @param from the first instant
 * @param to the first instant after; equal to {@code from} to ask about one instant
 */
public record Question(
        @Nullable String domain,
        @Nullable String port,
        @Nullable String column,
        @Nullable String tag,
        @Nullable String classification,
        Instant from,
        Instant to) {

    /** The first instant of a question about everything there is. */
    public static final Instant BEGINNING = Instant.EPOCH;

    /** What it asks of the time from an instant on; empty if it asks of none of it. */
    public Optional<Question> since(Instant start) {
        if (!from.isBefore(start)) {
            return Optional.of(this);
        }
        return to.isAfter(start)
                ? Optional.of(new Question(domain, port, column, tag, classification, start, to))
                : Optional.empty();
    }

    boolean about(String ownerDomain, String portName) {
        return (domain == null || domain.equals(ownerDomain)) && (port == null || port.equals(portName));
    }

    boolean about(String columnName, Set<String> tags, String columnClassification) {
        return (column == null || column.equals(columnName))
                && (tag == null || tags.contains(tag.toLowerCase(Locale.ROOT)))
                && (classification == null || classification.equalsIgnoreCase(columnClassification));
    }

    /** Whether anything from {@code start} until {@code end} matters; both half-open. */
    boolean overlaps(Instant start, Instant end) {
        return from.equals(to) ? !start.isAfter(from) && end.isAfter(from) : start.isBefore(to) && end.isAfter(from);
    }
}
