package dev.roadstead.operator.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What a Guardrail does to one request that Policies allow, or would do.
 *
 * @param change for people, at most 256 characters; empty if it changes nothing
 */
public record GuardEffect(Guard guard, Optional<String> change) {

    private static final int LONGEST = 256;
    private static final String CUT = " …";

    static GuardEffect of(Guard guard, Decision without, Decision with) {
        return new GuardEffect(
                guard,
                without.hash().equals(with.hash()) || !(without instanceof Decision.Approved before)
                        ? Optional.empty()
                        : Optional.of(fitting(difference(before, with))));
    }

    private static String difference(Decision.Approved before, Decision with) {
        return switch (with) {
            case Decision.Approved after -> narrower(before, after);
            case Decision.Denied denied -> "refused: " + denied.message();
            case Decision.Expired expired -> "ended at " + expired.endTime();
            case Decision.NoPolicy no -> "refused: " + no.message();
            case Decision.NotEnforceable not -> "refused: " + not.message();
        };
    }

    private static String narrower(Decision.Approved before, Decision.Approved after) {
        var changes = new ArrayList<String>();
        Map<String, RelationLens> left = after.lens().relations().stream()
                .collect(Collectors.toMap(RelationLens::relation, relation -> relation));
        for (RelationLens relation : before.lens().relations()) {
            RelationLens now = left.get(relation.relation());
            SequencedMap<String, Effect> effects = now == null ? new LinkedHashMap<>() : now.columns();
            relation.columns().forEach((column, effect) -> {
                Effect stronger = effects.getOrDefault(column, Effect.HIDDEN);
                if (stronger != effect) {
                    changes.add("column " + relation.relation() + "." + column + " becomes " + stronger.wireName());
                }
            });
            if (changes.isEmpty() && now != null && !now.equals(relation)) {
                changes.add("less is seen of the rows of " + relation.relation());
            }
        }
        if (changes.isEmpty()) {
            changes.add("ends at " + after.notAfter());
        }
        return changes.getFirst() + (changes.size() > 1 ? ", and " + (changes.size() - 1) + " more" : "");
    }

    /** Not between the two halves of a character beyond the basic plane, which no JSON could carry. */
    private static String fitting(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = LONGEST - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
}
