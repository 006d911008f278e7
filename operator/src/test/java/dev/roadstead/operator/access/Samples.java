package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A port, somebody who asks for it, and Policies about it. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    static final PortId PORT = new PortId("flights", "departures", "v1");

    static final Ask ASK = new Ask("insights", "delays", PORT, "delay-analysis", null);

    /** Two relations, of which only one has an origin. */
    static final Contract CONTRACT = new Contract(List.of(
            new Relation(
                    "flights",
                    "flights",
                    null,
                    List.of(
                            column("flight_id", "bigint", "internal"),
                            column("origin", "text", "public"),
                            column("delay", "integer", "internal"),
                            column("captain", "text", "pii"),
                            column("notes", "text", null))),
            new Relation(
                    "crews",
                    "crews",
                    null,
                    List.of(column("crew_id", "bigint", "internal"), column("captain", "text", "PII")))));

    /** Nothing is refused. */
    static final Enforcement ALL = new Enforcement() {
        @Override
        public Optional<String> refusal(Column column, Effect effect) {
            return Optional.empty();
        }

        @Override
        public Optional<String> refusal(Column column, RowCondition condition) {
            return Optional.empty();
        }
    };

    /** Text can be shown in any form, all else only clear or as NULL; rows can be chosen by text only. */
    static final Enforcement TEXT_ONLY = new Enforcement() {
        @Override
        public Optional<String> refusal(Column column, Effect effect) {
            boolean fits = column.type().sql().equals("text") || effect == Effect.CLEAR || effect == Effect.NULL;
            return fits ? Optional.empty() : Optional.of("no such mask for " + column.type() + "; use Null");
        }

        @Override
        public Optional<String> refusal(Column column, RowCondition condition) {
            return column.type().sql().equals("text")
                    ? Optional.empty()
                    : Optional.of("no such comparison; use a text");
        }
    };

    static Column column(String name, String type, String classification) {
        return new Column(name, PgType.parse(type), false, 0, classification, null);
    }

    static ColumnRule mask(String classification, Effect effect) {
        return new ColumnRule(null, classification, effect);
    }

    static ColumnRule named(String name, Effect effect) {
        return new ColumnRule(name, null, effect);
    }

    static RowCondition in(String column, String... values) {
        return new RowCondition(column, RowOperator.IN, List.of(values));
    }

    /** Allows the ask and shows every column clear. */
    static AccessPolicy policy(String name) {
        return new AccessPolicy(
                name,
                1,
                Set.of("departures"),
                Set.of(),
                List.of(new ConsumerRule("insights", null)),
                Set.of("delay-analysis"),
                new ColumnRules(Set.of("*"), true, List.of()),
                List.of(),
                null,
                null);
    }

    static AccessPolicy with(AccessPolicy policy, ColumnRules columns) {
        return new AccessPolicy(
                policy.name(),
                policy.generation(),
                policy.ports(),
                policy.versions(),
                policy.consumers(),
                policy.purposes(),
                columns,
                policy.rows(),
                policy.maxDuration(),
                policy.renewal(),
                policy.notAfter(),
                policy.declines());
    }

    static AccessPolicy with(AccessPolicy policy, RowCondition... rows) {
        return new AccessPolicy(
                policy.name(),
                policy.generation(),
                policy.ports(),
                policy.versions(),
                policy.consumers(),
                policy.purposes(),
                policy.columns(),
                Arrays.asList(rows),
                policy.maxDuration(),
                policy.renewal(),
                policy.notAfter(),
                policy.declines());
    }

    /** Every column, unclassified ones too, with these exceptions. */
    static ColumnRules all(ColumnRule... rules) {
        return new ColumnRules(Set.of("*"), true, Arrays.asList(rules));
    }

    /** These columns and no others, clear. */
    static ColumnRules only(String... names) {
        return new ColumnRules(Set.of(names), true, List.of());
    }

    static AccessPolicy until(AccessPolicy policy, Instant notAfter) {
        return new AccessPolicy(
                policy.name(),
                policy.generation(),
                policy.ports(),
                policy.versions(),
                policy.consumers(),
                policy.purposes(),
                policy.columns(),
                policy.rows(),
                policy.maxDuration(),
                policy.renewal(),
                notAfter,
                policy.declines());
    }

    static AccessPolicy lasting(AccessPolicy policy, java.time.Duration maxDuration) {
        return lasting(policy, maxDuration, Renewal.MANUAL);
    }

    static AccessPolicy extended(AccessPolicy policy, java.time.Duration maxDuration) {
        return lasting(policy, maxDuration, Renewal.AUTOMATIC);
    }

    private static AccessPolicy lasting(AccessPolicy policy, java.time.Duration maxDuration, Renewal renewal) {
        return new AccessPolicy(
                policy.name(),
                policy.generation(),
                policy.ports(),
                policy.versions(),
                policy.consumers(),
                policy.purposes(),
                policy.columns(),
                policy.rows(),
                maxDuration,
                renewal,
                policy.notAfter(),
                policy.declines());
    }

    static AccessPolicy about(AccessPolicy policy, String port, String version, ConsumerRule consumer, String purpose) {
        return new AccessPolicy(
                policy.name(),
                policy.generation(),
                Set.of(port),
                version == null ? Set.of() : Set.of(version),
                List.of(consumer),
                Set.of(purpose),
                policy.columns(),
                policy.rows(),
                policy.maxDuration(),
                policy.renewal(),
                policy.notAfter(),
                policy.declines());
    }

    private Samples() {}
}
