package dev.roadstead.operator.contract;

/** A text that names no type a column of a contract may have. */
public final class InvalidTypeException extends IllegalArgumentException {

    private final String problem;
    private final String remedy;

    InvalidTypeException(String problem, String remedy) {
        super(problem + "; " + remedy);
        this.problem = problem;
        this.remedy = remedy;
    }

    /** What is wrong. */
    public String problem() {
        return problem;
    }

    /** What to write instead. */
    public String remedy() {
        return remedy;
    }
}
