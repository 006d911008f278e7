package dev.roadstead.operator.cli;

import dev.roadstead.operator.whatif.Consequences;
import java.util.List;

/**
 * What would happen, and what that does not rest on.
 *
 * @param notChecked what could not be looked at
 * @param otherKinds how many documents are not of this mesh, and were passed over
 */
record Plan(Consequences consequences, List<String> notChecked, int otherKinds) {
    Plan {
        notChecked = List.copyOf(notChecked);
    }
}
