package dev.roadstead.operator.whatif;

import dev.roadstead.operator.status.Refusal;

/**
 * A part of a change that would not be taken.
 *
 * @param object which object, for instance {@code OutputPort sales/orders}
 * @param reason the cause in one word
 * @param message which field, the cause, and what to do
 */
public record Refused(String object, String reason, String message) {

    /** What the operator would not take. */
    public static Refused of(ObjectName object, Refusal refusal) {
        return new Refused(object.toString(), refusal.reason().wireName(), refusal.message());
    }
}
