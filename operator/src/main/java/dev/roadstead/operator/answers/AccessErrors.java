package dev.roadstead.operator.answers;

import static dev.roadstead.operator.answers.Diagnosis.Kind;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the server says when a right is missing, or is over. */
final class AccessErrors {

    private static final Pattern ENDED = Pattern.compile(
            "access to (?<port>[a-z0-9-]+/[a-z0-9-]+)\\.(?<version>v\\d+) by request (?<request>[a-z0-9-]+/[a-z0-9.-]+)"
                    + " ended(?: at (?<end>[0-9TZ:.-]+))?");
    private static final Pattern TAKEN_BACK = Pattern.compile("access through (?<schema>\\S+) was taken back");
    private static final Pattern WITHHELD =
            Pattern.compile("(?<view>\\S+) is withheld: its table carries code that is not PostgreSQL's own");
    private static final Pattern DENIED = Pattern.compile(
            "permission denied for (?<kind>schema|table|view|relation|function|database|sequence) \"?(?<name>[^\\s\"'(]+)");
    private static final Pattern COLUMN =
            Pattern.compile("column \"?(?<column>[^\"\\n]{1,200}?)\"?(?: of relation \"?[^\"\\n]+\"?)? does not exist");
    private static final Pattern RELATION =
            Pattern.compile("(?:relation|table|view) \"(?<name>[^\"\\n]{1,200})\" does not exist");
    private static final Pattern NO_SCHEMA = Pattern.compile("schema \"(?<name>[^\"\\n]{1,200})\" does not exist");

    static final List<Function<DriverError, Optional<Diagnosis>>> RULES = List.of(
            AccessErrors::ended,
            AccessErrors::takenBack,
            AccessErrors::withheld,
            AccessErrors::denied,
            AccessErrors::column,
            AccessErrors::relation,
            AccessErrors::otherDenial);

    private static Optional<Diagnosis> ended(DriverError error) {
        return error.find(ENDED).map(found -> {
            String request = found.group("request");
            String end = found.group("end");
            return Diagnosis.of(
                            Kind.ENDED,
                            error,
                            "the access of request " + request + " to version " + found.group("version") + " of port "
                                    + found.group("port") + " ended"
                                    + (end == null ? "" : " at " + end)
                                    + ": the time that the request or a Policy sets is over",
                            "you, if a maxDuration or the request's own notAfter ended it; else " + ErrorRules.OWNER
                                    + " (" + found.group("port").split("/", 2)[0] + ")",
                            describe(request) + " says in Approved which field ended it",
                            "a Policy's maxDuration: raise renewal of the request or input",
                            "the request's own notAfter: set a later one there",
                            "a Policy's notAfter: ask its owner for a later one",
                            "the same address then works again")
                    .about(request);
        });
    }

    private static Optional<Diagnosis> takenBack(DriverError error) {
        return error.find(TAKEN_BACK)
                .map(found -> Diagnosis.of(
                        Kind.TAKEN_BACK,
                        error,
                        "the grant behind schema " + found.group("schema")
                                + " was taken back: its Policy or its request is gone",
                        ErrorRules.OWNER,
                        ErrorRules.WHY));
    }

    private static Optional<Diagnosis> withheld(DriverError error) {
        return error.find(WITHHELD)
                .map(
                        found -> Diagnosis.of(
                                Kind.WITHHELD,
                                error,
                                "the table behind " + found.group("view")
                                        + " carries code that would run in the session of whoever"
                                        + " reads it, so nothing of it is shown; your access is as it was",
                                ErrorRules.OWNER,
                                "ask them to look at condition Ready of the OutputPort: it says UnsafeRelation, and what to remove"));
    }

    private static Optional<Diagnosis> denied(DriverError error) {
        return error.find(DENIED).map(found -> denied(error, found.group("kind"), found.group("name")));
    }

    private static Diagnosis denied(DriverError error, String kind, String name) {
        if (kind.equals("database")) {
            return Diagnosis.of(
                    Kind.NO_CONNECT,
                    error,
                    "the login may not connect to database " + name + ": it is not the one of the Secret, or somebody"
                            + " took CONNECT away",
                    ErrorRules.CONSUMER + ", then " + ErrorRules.PLATFORM,
                    "take host, port and database from the Secret");
        }
        if (name.startsWith("roadstead_")) {
            return Diagnosis.of(
                    Kind.OPERATOR_ONLY,
                    error,
                    name + " is the operator's own; nobody else may look into it",
                    ErrorRules.CONSUMER,
                    "read from the schema that the Secret names");
        }
        if (kind.equals("schema") && (name.endsWith("__data") || name.endsWith("__work"))) {
            return Diagnosis.of(
                    Kind.INNER,
                    error,
                    name + " holds the tables of the product itself, which only its writers may use",
                    ErrorRules.CONSUMER,
                    "read <schema>.<relation> with the schema of your Secret; it is another one");
        }
        if (kind.equals("schema") && name.endsWith("__port")) {
            return Diagnosis.of(
                    Kind.PORT,
                    error,
                    name + " is the port itself, which only the views of grants may read",
                    ErrorRules.CONSUMER,
                    "read <schema>.<relation> with the schema of your Secret; it is another one");
        }
        if (kind.equals("schema")) {
            return Diagnosis.of(
                    Kind.ANOTHERS,
                    error,
                    "schema " + name + " is another consumer's, or was yours and the grant was taken back",
                    ErrorRules.CONSUMER,
                    "read from the schema that your Secret names now; after a change of it restart the program",
                    ErrorRules.WHY);
        }
        return Diagnosis.of(
                Kind.READ_ONLY,
                error,
                "the login may not do this with " + kind + " " + name
                        + ": what a grant shows can be read, not written; or the grant was just taken back",
                ErrorRules.CONSUMER,
                "to write, use the Secret of a writer of the product: spec.stores[].writers, or roadstead load",
                "if you were reading: " + ErrorRules.WHY);
    }

    private static Optional<Diagnosis> column(DriverError error) {
        if (!error.is("42703") && error.find(COLUMN).isEmpty()) {
            return Optional.empty();
        }
        String column = error.find(COLUMN)
                .map(found -> "column " + found.group("column"))
                .orElse("the column");
        return Optional.of(Diagnosis.of(
                Kind.HIDDEN_COLUMN,
                error,
                column
                        + " is not there for you: the Policies hide it, this version of the port does not have it, or the"
                        + " name is misspelt",
                ErrorRules.OWNER,
                "status.lens of your AccessRequest lists what is hidden and masked",
                "roadstead look DOMAIN/PORT --as DOMAIN/PRODUCT shows the owners what you see"));
    }

    private static Optional<Diagnosis> relation(DriverError error) {
        if (!error.is("42P01")
                && !error.is("3F000")
                && error.find(RELATION).isEmpty()
                && error.find(NO_SCHEMA).isEmpty()) {
            return Optional.empty();
        }
        String name = error.find(RELATION)
                .or(() -> error.find(NO_SCHEMA))
                .map(found -> found.group("name"))
                .orElse("it");
        return Optional.of(Diagnosis.of(
                Kind.MISSING_RELATION,
                error,
                name
                        + " is not there for this session: the schema is missing before the name (search_path), the name is"
                        + " misspelt, or the grant was taken back",
                ErrorRules.CONSUMER,
                "write <schema>.<relation>, or SET search_path; the Secret has schema and relations, and its uri sets"
                        + " the search_path",
                "if the schema itself is gone: " + ErrorRules.WHY));
    }

    private static Optional<Diagnosis> otherDenial(DriverError error) {
        if (error.is("42501")) {
            return Optional.of(Diagnosis.of(
                    Kind.DENIED,
                    error,
                    "the login lacks a right: the grant ended or was taken back, or this is not what it was given for",
                    ErrorRules.OWNER,
                    ErrorRules.WHY));
        }
        return Optional.empty();
    }

    private static String describe(String request) {
        String[] parts = request.split("/", 2);
        return "kubectl -n " + parts[0] + " describe accessrequests.roadstead.dev " + parts[1];
    }

    private AccessErrors() {}
}
