package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.COLUMNS_VISIBLE;

import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.request.DeclaredColumns;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of the columns that a consumer says he uses. Pure. */
final class ColumnUse {

    private static final int SHOWN = 8;

    /** Says it in the request's conditions; nothing if he has not said any. */
    static void tell(Conditions conditions, DeclaredColumns declared, Contract contract, Lens lens) {
        if (declared.columns().isEmpty()) {
            return;
        }
        DeclaredColumns.Found found = declared.in(contract, lens);
        if (found.unknown().isEmpty() && found.hidden().isEmpty()) {
            conditions.isTrue(COLUMNS_VISIBLE, Reason.ALL_VISIBLE, "every column of columns can be read");
            return;
        }
        String unknown = found.unknown().isEmpty() ? "" : "the port has no " + some(found.unknown()) + "; correct it";
        String hidden = found.hidden().isEmpty()
                ? ""
                : some(found.hidden())
                        + " can't be read, because no Policy shows it; ask the port's owner, or remove it";
        conditions.isFalse(
                COLUMNS_VISIBLE,
                found.unknown().isEmpty() ? Reason.COLUMN_HIDDEN : Reason.UNKNOWN_COLUMN,
                "columns: "
                        + Stream.of(unknown, hidden)
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining(". ")));
    }

    private static String some(List<String> names) {
        String shown = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return names.size() > SHOWN ? shown + " and " + (names.size() - SHOWN) + " more" : shown;
    }

    private ColumnUse() {}
}
