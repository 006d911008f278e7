package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Guardrail that has been read without fault.
 *
 * @param owners chooses the Domains that own the ports
 * @param consumers chooses the Domains that read
 * @param columns the matched ones; null for every column
 * @param mask the weakest form of a matched column; null for none
 * @param rows conditions that rows must meet as well where a matched column is shown
 * @param deny why nothing that shows a matched column is granted; null if it is not refused
 * @param maxDuration how long access lasts that shows a matched column; null for no limit
 * @param demands what is demanded of whoever publishes
 */
public record Guard(
        String name,
        long generation,
        GuardMode mode,
        LabelSelector owners,
        LabelSelector consumers,
        @Nullable GuardColumns columns,
        @Nullable Effect mask,
        List<RowCondition> rows,
        @Nullable String deny,
        @Nullable Duration maxDuration,
        List<GuardException> exceptions,
        GuardDemands demands) {

    /** One that demands nothing of those who publish. */
    public Guard(
            String name,
            long generation,
            GuardMode mode,
            LabelSelector owners,
            LabelSelector consumers,
            @Nullable GuardColumns columns,
            @Nullable Effect mask,
            List<RowCondition> rows,
            @Nullable String deny,
            @Nullable Duration maxDuration,
            List<GuardException> exceptions) {
        this(
                name,
                generation,
                mode,
                owners,
                consumers,
                columns,
                mask,
                rows,
                deny,
                maxDuration,
                exceptions,
                GuardDemands.NONE);
    }

    public Guard {
        rows = rows.stream().distinct().sorted().toList();
        exceptions = List.copyOf(exceptions);
    }

    /** Whether it is about anybody's access. */
    public boolean narrows() {
        return mask != null || !rows.isEmpty() || deny != null || maxDuration != null;
    }

    /** Whether it demands something of whoever publishes in a domain with these labels. */
    public boolean demandsOf(Map<String, String> owner) {
        return demands.isAny() && owners.matches(owner);
    }

    /** Whether it is about ports of a domain with the one set of labels, read by a domain with the other. */
    public boolean concerns(Map<String, String> owner, Map<String, String> consumer) {
        return narrows() && owners.matches(owner) && consumers.matches(consumer);
    }

    boolean isAbout(Column column) {
        return columns == null || columns.matches(column);
    }

    /** The exceptions for this at some time; whether they lift anything depends on the columns. */
    List<GuardException> exceptions(Ask ask, Instant at) {
        return exceptions.stream()
                .filter(exception -> exception.isFor(ask) && exception.holdsAt(at))
                .toList();
    }

    /** The same without a limit in time. */
    Guard unlimited() {
        return new Guard(
                name, generation, mode, owners, consumers, columns, mask, rows, deny, null, exceptions, demands);
    }

    /** The same without one of its exceptions. */
    Guard without(GuardException exception) {
        List<GuardException> others =
                exceptions.stream().filter(other -> !other.equals(exception)).toList();
        return new Guard(
                name, generation, mode, owners, consumers, columns, mask, rows, deny, maxDuration, others, demands);
    }

    GuardUse use(List<GuardException> used) {
        return new GuardUse(
                name, generation, used.stream().map(GuardException::text).toList());
    }
}
