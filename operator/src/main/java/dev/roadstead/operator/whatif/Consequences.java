package dev.roadstead.operator.whatif;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change does, in an order that depends on nothing but the names. What only the store knows, such as how many rows there
 * are, is not part of it.
 *
 * @param objects what would be created, changed and deleted; one that stays as it is is left out
 * @param refused what would not be taken; the rest is worked out without it
 * @param tables what would be made in a store, unless the store has it already
 * @param versions what changes in published contracts
 * @param access what changes for whom
 * @param guardrails what Guardrails would do to somebody and do not do yet
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Consequences(
        List<ObjectChange> objects,
        List<Refused> refused,
        List<TableChange> tables,
        List<VersionChange> versions,
        List<AccessChange> access,
        List<GuardrailHit> guardrails) {

    public Consequences {
        objects = List.copyOf(objects);
        refused = List.copyOf(refused);
        tables = List.copyOf(tables);
        versions = List.copyOf(versions);
        access = List.copyOf(access);
        guardrails = List.copyOf(guardrails);
    }

    /** What happens to an object. */
    public enum Action {
        CREATED,
        CHANGED,
        DELETED
    }

    /** An object and what happens to it. */
    public record ObjectChange(Action action, String object) {}

    /**
     * A table of a store.
     *
     * @param table for instance {@code sales/orders/main.orders}: domain, product, store and table
     * @param created whether the whole table is new; if not, only these columns are
     * @param columns each with its type
     */
    public record TableChange(String table, boolean created, List<String> columns) {
        public TableChange {
            columns = List.copyOf(columns);
        }
    }

    /** What happens to a version of a port. */
    public enum Publishing {
        /** It is served from now on. */
        SERVED,
        /** It is served no longer. */
        NOT_SERVED,
        /** It is served with another contract. */
        CHANGED
    }

    /**
     * One difference between two contracts.
     *
     * @param breaking whether it may break a program that reads by the old contract
     */
    public record ContractLine(String text, boolean breaking) {}

    /** A version, for instance {@code sales/orders.v1}, and what changes in its contract. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record VersionChange(Publishing publishing, String version, List<ContractLine> contract) {
        public VersionChange {
            contract = List.copyOf(contract);
        }
    }

    /** What happens to somebody's access. */
    public enum Effect {
        GAINED,
        LOST,
        /** He reads on, and sees something else, or until another time. */
        CHANGED,
        /** A new request that nobody allows yet. */
        WAITS
    }

    /**
     * Somebody's access to a version of a port.
     *
     * @param consumer {@code product marketing/churn} or {@code request marketing/orders-dashboard}
     * @param request the AccessRequest: domain's namespace and name
     * @param port with its version
     * @param columns those that look otherwise
     * @param rows relations of which other rows are seen
     * @param end when it ends, if that changes
     * @param because why there is none
     * @param policies those that allow it
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record AccessChange(
            Effect effect,
            String consumer,
            String request,
            String port,
            String purpose,
            List<ColumnChange> columns,
            List<RowChange> rows,
            @Nullable EndChange end,
            @Nullable String because,
            List<String> policies) {

        public AccessChange {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            policies = List.copyOf(policies);
        }
    }

    /**
     * How a column looks: {@code Clear}, a mask, or {@code Hidden}.
     *
     * @param column with its relation
     */
    public record ColumnChange(String column, String before, String after) {

        /** Whether it was not seen before. */
        @JsonIgnore
        public boolean isGained() {
            return before.equals(HIDDEN);
        }

        /** Whether it is not seen any more. */
        @JsonIgnore
        public boolean isLost() {
            return after.equals(HIDDEN);
        }

        static final String HIDDEN = dev.roadstead.operator.access.Effect.HIDDEN.wireName();
    }

    /** Which rows of a relation are seen; null for all of them. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record RowChange(
            String relation,
            @Nullable String before,
            @Nullable String after) {}

    /**
     * When access ends, in UTC; null for never. Where it has not begun, as if it began now.
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record EndChange(
            @Nullable String before, @Nullable String after) {}

    /**
     * A Guardrail that changes or refuses what Policies allow, or would.
     *
     * @param enforcement {@code Enforce}, {@code Warn} or {@code DryRun}
     */
    public record GuardrailHit(
            String guardrail, String enforcement, String consumer, String request, String port, String change) {}

    /** Whether nothing at all happens. */
    @JsonIgnore
    public boolean isNothing() {
        return objects.isEmpty() && refused.isEmpty() && isSeenByNobody();
    }

    /** Whether no consumer, store or contract is touched. */
    @JsonIgnore
    public boolean isSeenByNobody() {
        return tables.isEmpty() && versions.isEmpty() && access.isEmpty() && guardrails.isEmpty();
    }
}
