package dev.roadstead.operator.answers;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which columns a consumer sees, and how. Names carry their relation before a dot where a contract has several.
 *
 * @param clear as they are
 * @param masked the mask of each
 * @param hidden not at all
 * @param unnamed how many more are masked or hidden whose names a status had no room for
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Columns(
        List<String> clear,
        SequencedMap<String, String> masked,
        List<String> hidden,
        @Nullable Integer unnamed) {

    public Columns {
        clear = List.copyOf(clear);
        masked = new LinkedHashMap<>(masked);
        hidden = List.copyOf(hidden);
    }

    /**
     * What the status of a request says.
     *
     * @param contract of the version; null if it can't be read, and then the clear columns have no names
     */
    static Columns of(AccessRequestStatus.Lens lens, @Nullable Contract contract) {
        var masked = new LinkedHashMap<String, String>();
        var hidden = new ArrayList<String>();
        for (AccessRequestStatus.ColumnEffect column : lens.columns()) {
            if (column.effect().equals(Effect.HIDDEN.wireName())) {
                hidden.add(column.name());
            } else {
                masked.put(column.name(), column.effect());
            }
        }
        int unnamed = count(lens.masked()) + count(lens.hidden()) - masked.size() - hidden.size();
        List<String> clear = contract == null || unnamed > 0
                ? List.of()
                : names(contract).stream()
                        .filter(name -> !masked.containsKey(name) && !hidden.contains(name))
                        .toList();
        return new Columns(clear, masked, hidden, unnamed > 0 ? unnamed : null);
    }

    /** Every column of a contract as a status names it. */
    static List<String> names(Contract contract) {
        boolean several = contract.relations().size() > 1;
        var names = new ArrayList<String>();
        for (Relation relation : contract.relations()) {
            for (Column column : relation.columns()) {
                names.add(several ? relation.name() + "." + column.name() : column.name());
            }
        }
        return names;
    }

    /** How one column looks; null if that can't be told. */
    @Nullable
    String effect(String column) {
        if (masked.containsKey(column)) {
            return masked.get(column);
        }
        if (hidden.contains(column)) {
            return Effect.HIDDEN.wireName();
        }
        return clear.contains(column) ? Effect.CLEAR.wireName() : null;
    }

    /** {@code 17 clear, 2 Hash, 1 hidden}. */
    String summary() {
        var parts = new ArrayList<String>();
        if (!clear.isEmpty()) {
            parts.add(clear.size() + " clear");
        }
        Map<String, Long> masks = masked.values().stream()
                .collect(Collectors.groupingBy(mask -> mask, LinkedHashMap::new, Collectors.counting()));
        masks.forEach((mask, number) -> parts.add(number + " " + mask));
        if (!hidden.isEmpty()) {
            parts.add(hidden.size() + " hidden");
        }
        if (unnamed != null) {
            parts.add(unnamed + " more masked or hidden");
        }
        return String.join(", ", parts);
    }

    private static int count(@Nullable Integer number) {
        return number == null ? 0 : number;
    }
}
