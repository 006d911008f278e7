package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Policy that has been read without fault. It belongs to the domain of the port it is compared with; whoever collects
 * Policies sees to that.
 *
 * @param ports names of ports, or {@code *}
 * @param versions names of versions; empty for every version
 * @param consumers of which one must fit
 * @param purposes what the data may be used for, or {@code *}
 * @param rows conditions of which a row must meet all; kept in a fixed order
 * @param maxDuration how long a grant lasts from its start; null for no limit
 * @param renewal how it goes on after that
 * @param notAfter when every grant ends; null for no end
 * @param declines who is told no, where no Policy applies
 */
public record AccessPolicy(
        String name,
        long generation,
        Set<String> ports,
        Set<String> versions,
        List<ConsumerRule> consumers,
        Set<String> purposes,
        ColumnRules columns,
        List<RowCondition> rows,
        @Nullable Duration maxDuration,
        Renewal renewal,
        @Nullable Instant notAfter,
        List<DeclineRule> declines) {

    /** Stands for every port, domain, purpose or column where one is asked for. */
    public static final String ANY = "*";

    public AccessPolicy {
        ports = Set.copyOf(ports);
        versions = Set.copyOf(versions);
        consumers = List.copyOf(consumers);
        purposes = Set.copyOf(purposes);
        rows = rows.stream().distinct().sorted().toList();
        declines = List.copyOf(declines);
    }

    /** Without declines. */
    public AccessPolicy(
            String name,
            long generation,
            Set<String> ports,
            Set<String> versions,
            List<ConsumerRule> consumers,
            Set<String> purposes,
            ColumnRules columns,
            List<RowCondition> rows,
            @Nullable Duration maxDuration,
            @Nullable Instant notAfter) {
        this(
                name,
                generation,
                ports,
                versions,
                consumers,
                purposes,
                columns,
                rows,
                maxDuration,
                Renewal.MANUAL,
                notAfter,
                List.of());
    }

    /** What it tells whoever asks; empty unless it declines just this, whatever the purpose. */
    Optional<String> declines(Ask ask) {
        return namesPort(ask.port().name()) && namesVersion(ask)
                ? declines.stream()
                        .filter(decline -> decline.consumer().matches(ask))
                        .map(DeclineRule::reason)
                        .findFirst()
                : Optional.empty();
    }

    /** Whether it lets this consumer read this port in any version for any purpose. */
    public boolean namesConsumerAndPort(Ask ask) {
        return namesPort(ask.port().name()) && consumers.stream().anyMatch(rule -> rule.matches(ask));
    }

    /** Whether it is about the port of this name. */
    public boolean namesPort(String port) {
        return ports.contains(ANY) || ports.contains(port);
    }

    boolean namesVersion(Ask ask) {
        return versions.isEmpty() || versions.contains(ask.port().version());
    }

    boolean namesPurpose(Ask ask) {
        return purposes.contains(ANY) || purposes.contains(ask.purpose());
    }

    /** Whether it is about exactly this; what it shows, and until when, is another question. */
    public boolean applies(Ask ask) {
        return namesConsumerAndPort(ask) && namesVersion(ask) && namesPurpose(ask);
    }

    /**
     * The columns it names that none of these contracts has: probably misspelt. Compared as the entries are: what is allowed
     * and what rows are chosen by exactly, what is masked or hidden without regard to upper and lower case.
     */
    public SortedSet<String> unmatchedColumns(Collection<Contract> contracts) {
        var exact = new TreeSet<String>();
        var folded = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        contracts.stream()
                .flatMap(contract -> contract.relations().stream())
                .flatMap(relation -> relation.columns().stream())
                .map(Column::name)
                .forEach(column -> {
                    exact.add(column);
                    folded.add(column);
                });
        var unmatched = new TreeSet<String>();
        Stream.concat(columns.allow().stream(), rows.stream().map(RowCondition::column))
                .filter(column -> !column.equals(ANY) && !exact.contains(column))
                .forEach(unmatched::add);
        columns.rules().stream()
                .map(ColumnRule::name)
                .filter(Objects::nonNull)
                .filter(column -> !folded.contains(column))
                .forEach(unmatched::add);
        return unmatched;
    }
}
