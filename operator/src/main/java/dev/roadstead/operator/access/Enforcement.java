package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import java.util.Optional;

/**
 * What a backend can enforce. It answers from the contract alone, the same each time.
 *
 * <p>A refusal is a sentence without a full stop that says why, and after a semicolon what to do instead.
 */
public interface Enforcement {

    /** Why a column can't be shown with this effect; empty if it can. It is not asked about {@link Effect#HIDDEN}. */
    Optional<String> refusal(Column column, Effect effect);

    /** Why rows can't be chosen by this condition on this column; empty if they can. */
    Optional<String> refusal(Column column, RowCondition condition);
}
