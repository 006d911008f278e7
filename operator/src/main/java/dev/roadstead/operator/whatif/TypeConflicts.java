package dev.roadstead.operator.whatif;

import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.whatif.Tables.Claim;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Columns that a contract shows with a type that their table can't be cast to. Whoever comes first has made the table, and nothing ever
 * changes a column's type, so the store would serve no such version.
 */
final class TypeConflicts {

    private record Place(String table, String column) {

        static Place of(Claim claim) {
            return new Place(claim.table(), claim.column());
        }
    }

    /** Those that come with a change, in the words that the port will have. */
    static List<Refused> between(List<Claim> before, List<Claim> after) {
        Map<Place, List<Claim>> known = byPlace(before);
        var conflicts = new ArrayList<Refused>();
        byPlace(after)
                .forEach((place, claims) -> claims.stream()
                        .filter(claim -> !before.contains(claim))
                        .flatMap(claim ->
                                holder(claim, known.get(place), claims).map(holder -> refused(claim, holder)).stream())
                        .forEach(conflicts::add));
        return conflicts;
    }

    private static Map<Place, List<Claim>> byPlace(List<Claim> claims) {
        return claims.stream().collect(Collectors.groupingBy(Place::of, LinkedHashMap::new, Collectors.toList()));
    }

    /** By whose type the table holds the column, if that does not fit; of several that come together nobody knows who is first. */
    private static Optional<Claim> holder(Claim claim, @Nullable List<Claim> known, List<Claim> together) {
        return known == null
                ? together.stream()
                        .takeWhile(other -> !other.equals(claim))
                        .filter(other -> !other.type().widensTo(claim.type())
                                && (isBefore(other, claim) || !claim.type().widensTo(other.type())))
                        .findFirst()
                : narrowest(known).filter(holder -> !holder.type().widensTo(claim.type()));
    }

    /** Versions of one port are made in their order. */
    private static boolean isBefore(Claim other, Claim claim) {
        return other.port().equals(claim.port()) && !other.version().equals(claim.version());
    }

    /** All others are casts of it. */
    private static Optional<Claim> narrowest(List<Claim> claims) {
        return claims.stream()
                .filter(claim -> claims.stream().map(Claim::type).allMatch(claim.type()::widensTo))
                .findFirst();
    }

    private static Refused refused(Claim claim, Claim holder) {
        String version = holder.port().equals(claim.port())
                ? ""
                : "port " + holder.port().name() + ", ";
        return new Refused(
                claim.port().toString(),
                Reason.SCHEMA_MISMATCH.wireName(),
                "spec.versions[" + claim.version() + "].contract.schema[" + claim.relation() + "].properties["
                        + claim.column() + "].physicalType: the type is "
                        + claim.type().sql() + ", but table "
                        + claim.table() + " has " + holder.type().sql() + " for version " + version + holder.version()
                        + "; declare " + holder.type().sql()
                        + " or a wider type, or name a new column or another physicalName");
    }

    private TypeConflicts() {}
}
