package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.AccessRequestStatus.ColumnEffect;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.LensSummary;
import dev.roadstead.operator.contract.Contract;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was granted, as far as the status of a request tells it: all that an operator knows that has just started. A status is
 * shorter than a decision, so a no may be wrong, and a yes is not.
 */
final class ToldGrant {
    private static final String OR = " or ";

    private ToldGrant() {}

    /**
     * Whether a decision shows nothing that was not granted already, and no longer.
     *
     * @param contract that both are about
     */
    static boolean covers(AccessRequestStatus status, Contract contract, Decision.Approved decision) {
        AccessRequestStatus.Grant grant = status.grant();
        AccessRequestStatus.Lens told = status.lens();
        return grant != null
                && told != null
                && isComplete(told)
                && isNoLater(decision.notAfter(), grant.notAfter())
                && showsNoMore(LensSummary.of(decision.lens(), contract), told, contract, decision);
    }

    /** Only so many columns have room in a status. */
    private static boolean isComplete(AccessRequestStatus.Lens told) {
        return told.columns().size() == count(told.masked()) + count(told.hidden());
    }

    private static int count(@Nullable Integer number) {
        return number == null ? 0 : number;
    }

    private static boolean isNoLater(@Nullable Instant end, @Nullable String told) {
        return told == null || (end != null && !end.isAfter(Instant.parse(told)));
    }

    private static boolean showsNoMore(
            LensSummary now, AccessRequestStatus.Lens told, Contract contract, Decision.Approved decision) {
        // Of two conditions it can't be told here which is the stricter one. A text that was cut off tells of none.
        boolean sameRows = told.rowFilter() == null
                || (told.rowFilter().equals(now.rowFilter())
                        && !told.rowFilter().endsWith("…"));
        Map<String, String> before =
                told.columns().stream().collect(Collectors.toMap(ColumnEffect::name, ColumnEffect::effect));
        return sameRows
                && decision.lens().relations().stream()
                        .allMatch(relation -> relation.columns().entrySet().stream()
                                .allMatch(column -> isNoWeaker(
                                        column.getValue(),
                                        before.get(LensSummary.name(contract, relation.relation(), column.getKey())))));
    }

    /** @param told as the status lists it; null for what is clear */
    private static boolean isNoWeaker(Effect now, @Nullable String told) {
        return told == null || words(told).allMatch(word -> now == now.meet(word));
    }

    private static Stream<Effect> words(String told) {
        return Arrays.stream(told.split(OR))
                .map(word -> Stream.of(Effect.values())
                        .filter(effect -> effect.wireName().equals(word))
                        .findFirst()
                        .orElse(Effect.HIDDEN));
    }
}
