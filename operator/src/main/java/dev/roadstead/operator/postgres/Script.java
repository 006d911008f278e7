package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Statements in order, each with the role it runs as. */
final class Script {
    private static final Set<Finding.Kind> RIGHTS = EnumSet.of(
            Finding.Kind.FOREIGN_GRANT, Finding.Kind.MISSING_GRANT, Finding.Kind.MEMBERSHIP, Finding.Kind.DATA_LOST);

    /** The operator's own role. */
    static final String OPERATOR = "";

    record Statement(String role, String sql) {}

    /**
     * Why a statement is needed that an unchanged wish should not need.
     *
     * @param certain whether it can only be that somebody else changed it; otherwise only if no wish has changed
     */
    record Departure(Finding.Kind kind, String object, String found, String remedy, boolean certain) {
        private Departure surely() {
            return new Departure(kind, object, found, remedy, true);
        }
    }

    private final List<Statement> statements = new ArrayList<>();
    private final List<Departure> departures = new ArrayList<>();

    void operator(String sql) {
        statements.add(new Statement(OPERATOR, sql));
    }

    void as(String role, String sql) {
        statements.add(new Statement(role, sql));
    }

    /** Tells that what the next statement puts right departs from what is wished. */
    void departs(Departure departure) {
        departures.add(departure);
    }

    /**
     * The wish is the one that was carried out last, as the store itself remembers it. So what departs from it now in
     * rights is somebody else's doing, also where nobody watched meanwhile.
     */
    void isAsBefore() {
        departures.replaceAll(d -> RIGHTS.contains(d.kind()) ? d.surely() : d);
    }

    List<Departure> departures() {
        return List.copyOf(departures);
    }

    List<Statement> statements() {
        return List.copyOf(statements);
    }

    int size() {
        return statements.size();
    }

    void truncate(int size) {
        statements.subList(size, statements.size()).clear();
    }

    boolean isEmpty() {
        return statements.isEmpty();
    }

    /** One message for the server; the role changes only where it differs from the statement before. */
    static String text(List<Statement> statements) {
        StringBuilder text = new StringBuilder();
        String role = OPERATOR;
        for (Statement statement : statements) {
            if (!statement.role().equals(role)) {
                role = statement.role();
                text.append(
                        role.equals(OPERATOR) ? "SET LOCAL ROLE NONE;\n" : "SET LOCAL ROLE " + Sql.id(role) + ";\n");
            }
            text.append(statement.sql()).append(";\n");
        }
        if (!role.equals(OPERATOR)) {
            text.append("SET LOCAL ROLE NONE;\n");
        }
        return text.toString();
    }
}
