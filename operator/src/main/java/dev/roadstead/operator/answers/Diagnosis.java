package dev.roadstead.operator.answers;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an error means.
 *
 * @param cause in plain words
 * @param owner who can do something about it
 * @param next what to do, as a sentence or a command
 * @param sqlState the server's code, if the text had one
 * @param request {@code namespace/name} of the AccessRequest, if the text names it
 * @param why the way of that request now, if it was found in the cluster
 * @param remarks what could not be looked at
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Diagnosis(
        Kind kind,
        String cause,
        String owner,
        List<String> next,
        @Nullable String sqlState,
        @Nullable String request,
        @Nullable Why why,
        List<String> remarks)
        implements Answer {

    /** What the error is recognised as. */
    public enum Kind {
        ENDED,
        TAKEN_BACK,
        WITHHELD,
        ENDED_SESSION,
        CONNECTION_LOST,
        TIMEOUT,
        CANCELLED,
        CONNECTIONS,
        PASSWORD,
        NO_LOGIN,
        NO_RULE,
        NO_TLS,
        BAD_CERTIFICATE,
        NO_DATABASE,
        NO_CONNECT,
        INNER,
        PORT,
        ANOTHERS,
        OPERATOR_ONLY,
        READ_ONLY,
        HIDDEN_COLUMN,
        MISSING_RELATION,
        UNKNOWN_HOST,
        REFUSED,
        UNREACHABLE,
        DENIED,
        UNKNOWN
    }

    static Diagnosis of(Kind kind, DriverError error, String cause, String owner, String... next) {
        return new Diagnosis(kind, cause, owner, List.of(next), error.sqlState(), null, null, List.of());
    }

    Diagnosis about(String found) {
        return new Diagnosis(kind, cause, owner, next, sqlState, found, why, remarks);
    }

    /** With what the cluster says about it. It knows what ended an access, so of the ways to go on only that one is left. */
    public Diagnosis with(@Nullable Why found, List<String> remark) {
        List<String> steps = kind == Kind.ENDED && found != null
                ? found.chains().stream().map(Why.Chain::next).toList()
                : next;
        return new Diagnosis(kind, cause, owner, steps, sqlState, request, found, remark);
    }

    @Override
    public List<Sheet> sheets() {
        var sheets = new ArrayList<Sheet>();
        sheets.add(new Sheet("Cause", List.of("WHAT"), List.of(List.of(cause)), ""));
        sheets.add(new Sheet("Whose turn it is", List.of("WHO"), List.of(List.of(owner)), ""));
        sheets.add(
                new Sheet("Next", List.of("WHAT"), next.stream().map(List::of).toList(), ""));
        if (why != null) {
            sheets.addAll(why.sheets());
        }
        return sheets;
    }

    @Override
    public Sheet flat() {
        return new Sheet(
                "",
                List.of("KIND", "SQLSTATE", "CAUSE", "OWNER", "NEXT"),
                List.of(List.of(kind.name(), sqlState == null ? "" : sqlState, cause, owner, String.join("; ", next))),
                "");
    }

    /** Whether the error was recognised. */
    @Override
    public boolean yes() {
        return kind != Kind.UNKNOWN;
    }
}
