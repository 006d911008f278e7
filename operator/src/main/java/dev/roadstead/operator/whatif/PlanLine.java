package dev.roadstead.operator.whatif;

/**
 * A line of what a change does, for people.
 *
 * @param sign how it begins, as a diff does
 * @param depth how far it is indented, from 0
 */
public record PlanLine(Sign sign, int depth, String text) {

    /** What sort of a line it is. */
    public enum Sign {
        HEADING(' '),
        GAINED('+'),
        LOST('-'),
        CHANGED('~'),
        REFUSED('!'),
        REMARK(' ');

        private final char mark;

        Sign(char mark) {
            this.mark = mark;
        }

        /** Its first character. */
        public char mark() {
            return mark;
        }
    }
}
