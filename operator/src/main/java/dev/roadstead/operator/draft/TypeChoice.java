package dev.roadstead.operator.draft;

import dev.roadstead.operator.catalogue.FoundType;
import dev.roadstead.operator.catalogue.Shown;
import dev.roadstead.operator.contract.InvalidTypeException;
import dev.roadstead.operator.contract.PgType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What type a contract gives to a column of somebody's table. Pure.
 *
 * @param type as a contract has it; null if the column is left out
 * @param note what its owner should know; null if the type is the very same
 */
record TypeChoice(@Nullable String type, @Nullable String note) {

    /** What the API takes, in numbers that have five digits at most. */
    private static final Pattern WRITABLE = Pattern.compile("[a-z ]+(\\([0-9]{1,5}(,[0-9]{1,5})?\\))?[a-z ]*(\\[])?");

    /** Types of PostgreSQL's own without a place in a contract, whose every value can be written as one of these. */
    private static final Map<String, String> NEAREST = Map.ofEntries(
            Map.entry("varchar", "character varying"),
            Map.entry("bpchar", "text"),
            Map.entry("name", "text"),
            Map.entry("char", "text"),
            Map.entry("numeric", "numeric"),
            Map.entry("money", "numeric"),
            Map.entry("oid", "bigint"),
            Map.entry("interval", "interval"),
            Map.entry("timetz", "text"),
            Map.entry("xml", "text"),
            Map.entry("inet", "text"),
            Map.entry("cidr", "text"),
            Map.entry("macaddr", "text"),
            Map.entry("macaddr8", "text"),
            Map.entry("bit", "text"),
            Map.entry("varbit", "text"));

    private static final Set<String> TEXTS_OF_EXTENSIONS = Set.of("citext");

    static TypeChoice of(FoundType found) {
        String brackets = found.arrays() == 0 ? "" : "[]";
        if (found.arrays() > 1) {
            return leftOut(found);
        }
        if (found.schema().equals("pg_catalog")) {
            Optional<String> same = taken(found.element() + brackets);
            if (same.isPresent()) {
                return new TypeChoice(
                        same.get(),
                        found.domain()
                                ? "the domain " + Shown.of(found.written()) + " became " + same.get()
                                        + "; its CHECKs are not kept"
                                : null);
            }
        }
        return nearest(found)
                .map(near -> new TypeChoice(
                        near + brackets,
                        Shown.of(found.written()) + " became " + near + brackets
                                + (found.kind().equals("e") ? "; which values it has is not kept" : "")))
                .orElseGet(() -> leftOut(found));
    }

    private static Optional<String> nearest(FoundType found) {
        if (found.kind().equals("e")) {
            return Optional.of("text");
        }
        if (!found.schema().equals("pg_catalog")) {
            return TEXTS_OF_EXTENSIONS.contains(found.name()) ? Optional.of("text") : Optional.empty();
        }
        return Optional.ofNullable(NEAREST.get(found.name()));
    }

    private static TypeChoice leftOut(FoundType found) {
        return new TypeChoice(
                null,
                Shown.of(found.written()) + " is no type that a port can have; to publish it, add a column of type text"
                        + " or another that can, and write its values there");
    }

    private static Optional<String> taken(String type) {
        try {
            String sql = PgType.parse(type).sql();
            return WRITABLE.matcher(sql).matches() ? Optional.of(sql) : Optional.empty();
        } catch (InvalidTypeException e) {
            return Optional.empty();
        }
    }
}
