package dev.roadstead.operator.whatif;

import dev.roadstead.operator.access.GuardEffect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.PortId;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.protection.Consumer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request stands.
 *
 * @param consumer for people
 * @param who the consumer as a held back contract names him
 * @param reading what he reads; null for nothing
 * @param settled whether that can be told; where it can't, what is granted stays, and nothing new is granted
 * @param because why he reads nothing
 * @param guards Guardrails that do something to it, or would
 * @param granted whether the status says that it is granted, or there is no status yet
 */
record Stand(
        String consumer,
        Consumer who,
        String request,
        PortId port,
        String purpose,
        @Nullable Reading reading,
        boolean settled,
        String because,
        List<GuardEffect> guards,
        boolean granted) {

    Stand {
        guards = List.copyOf(guards);
    }

    /** The port with its version: {@code sales/orders.v1}. */
    String address() {
        return port.domain() + "/" + port.name() + "." + port.version();
    }

    /**
     * What somebody reads.
     *
     * @param end when it ends, if nobody changes anything; null for never
     */
    record Reading(Contract contract, Lens lens, @Nullable Instant end, List<String> policies) {
        Reading {
            policies = List.copyOf(policies);
        }
    }
}
