package dev.roadstead.operator.answers;

/**
 * One step of the way from a request to rows.
 *
 * @param subject what it is about: request, port, policies, …
 */
public record Step(Mark mark, String subject, String text) {

    /** Whether it holds. */
    public enum Mark {
        YES,
        NO,
        /** It can't be told, or not from here. */
        UNKNOWN,
        /** It changes nothing. */
        ASIDE
    }

    static Step yes(String subject, String text) {
        return new Step(Mark.YES, subject, text);
    }

    static Step no(String subject, String text) {
        return new Step(Mark.NO, subject, text);
    }

    static Step unknown(String subject, String text) {
        return new Step(Mark.UNKNOWN, subject, text);
    }

    static Step aside(String subject, String text) {
        return new Step(Mark.ASIDE, subject, text);
    }
}
