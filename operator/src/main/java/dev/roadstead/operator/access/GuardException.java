package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lifts a Guardrail for somebody. What it lifts are names as the contract writes them: what allows compares exactly.
 *
 * @param consumers of which one must fit
 * @param ports of which one must fit; empty for every port
 * @param columns which are not matched; empty for every column
 * @param until when it ends
 * @param ticket where it was decided; null if nobody said
 */
public record GuardException(
        List<ConsumerRule> consumers,
        List<PortRule> ports,
        Set<String> columns,
        Instant until,
        String reason,
        @Nullable String ticket) {

    public GuardException {
        consumers = List.copyOf(consumers);
        ports = List.copyOf(ports);
        columns = Set.copyOf(columns);
    }

    /**
     * Ports of a domain.
     *
     * @param name null for every port of the domain
     */
    public record PortRule(String domain, @Nullable String name) {

        boolean matches(PortId port) {
            return domain.equals(port.domain()) && (name == null || name.equals(port.name()));
        }
    }

    boolean isFor(Ask ask) {
        return consumers.stream().anyMatch(consumer -> consumer.matches(ask))
                && (ports.isEmpty() || ports.stream().anyMatch(port -> port.matches(ask.port())));
    }

    boolean holdsAt(Instant instant) {
        return instant.isBefore(until);
    }

    boolean lifts(Column column) {
        return columns.isEmpty() || columns.contains(column.name());
    }

    /** For whoever asks why something can be seen: {@code until 2026-12-07T00:00:00Z: ring case (DPO-88)}. */
    String text() {
        return "until " + until + ": " + reason + (ticket == null ? "" : " (" + ticket + ")");
    }
}
