package dev.roadstead.operator.reconcile;

import java.time.Duration;

/**
 * How often is looked at what nobody tells of.
 *
 * @param storeCheck how often a store is asked whether it still answers, its Secrets read, and a broken one tried again.
 *     Secrets are not watched, so this is also how soon a corrected password is noticed
 * @param guardrailCount how old the numbers in the status of a Guardrail may be; they are for people
 * @param historyHead how old the head of a store's history in the status of its class may be: a busy store has a new one
 *     many times a second, and nobody waits for one
 */
public record Pace(Duration storeCheck, Duration guardrailCount, Duration historyHead) {

    /** That of an operator that nobody waits for. */
    public static final Pace USUAL = new Pace(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofMinutes(1));
}
