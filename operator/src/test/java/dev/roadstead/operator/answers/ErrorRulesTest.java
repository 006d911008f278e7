package dev.roadstead.operator.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.answers.Diagnosis.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients really print: the texts were recorded from them, against a server with names like ours. */
class ErrorRulesTest {

    private static final List<String> CLIENTS =
            List.of("asyncpg", "lib-pq", "node-postgres", "pgx", "psql", "psycopg", "psycopg2", "sqlalchemy");

    /** A text that a client printed, and what it means. */
    record Recorded(String client, Kind kind, String text) {

        @Override
        public String toString() {
            return client + " " + kind;
        }
    }

    static Stream<Recorded> recorded() throws IOException {
        var all = new ArrayList<Recorded>();
        for (String client : CLIENTS) {
            try (var in = Objects.requireNonNull(
                    ErrorRulesTest.class.getResourceAsStream("errors/" + client + ".txt"), client)) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                for (String block : text.substring(text.indexOf("\n=== ") + 5).split("\n=== ", -1)) {
                    String[] parts = block.split("\n", 2);
                    all.add(new Recorded(client, Kind.valueOf(parts[0]), parts[1]));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void isRecognised(Recorded recorded) {
        Diagnosis diagnosis = ErrorRules.diagnose(DriverError.parse(recorded.text()));
        assertEquals(recorded.kind(), diagnosis.kind(), recorded.text());
        assertTrue(diagnosis.yes());
        assertFalse(diagnosis.next().isEmpty());
        if (recorded.kind() == Kind.ENDED) {
            assertEquals("insights/delays-planes-77aa10", diagnosis.request());
            assertTrue(diagnosis.cause().contains("flights/planes"), diagnosis.cause());
            assertTrue(diagnosis.cause().contains("2026-11-01T00:00:00Z"), diagnosis.cause());
        }
    }

    /** Only the cluster knows which of the ends it was; then nothing else is advised than the way of the request does. */
    @Test
    void whatEndedAnAccessDecidesWhatToDo() {
        Diagnosis text = ErrorRules.diagnose(
                DriverError.parse("access to flights/planes.v1 by request insights/delays-planes-77aa10 ended"));
        assertTrue(text.next().contains("a Policy's maxDuration: raise renewal of the request or input"));
        assertTrue(text.next().contains("the request's own notAfter: set a later one there"));
        var chain = new Why.Chain("insights/delays-planes-77aa10", "about", false, List.of(), "raise renewal above 0");
        assertEquals(
                List.of("raise renewal above 0"),
                text.with(new Why(List.of(chain), List.of()), List.of()).next());
        assertEquals(text.next(), text.with(null, List.of()).next());
    }

    /** The same, as a log file or a chat has it. */
    @ParameterizedTest
    @MethodSource("recorded")
    void isRecognisedInsideATrace(Recorded recorded) {
        String pasted = "2026-11-23 10:00:01,123 WARN  [pool-1] task failed, retry 3\n"
                + recorded.text().indent(4) + "        at com.example.Job.run(Job.java:17)\n";
        assertEquals(
                recorded.kind(), ErrorRules.diagnose(DriverError.parse(pasted)).kind(), pasted);
    }

    @Test
    void everyClientRecordedEveryKindThatItCan() throws IOException {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        recorded().forEach(each -> kinds.add(each.kind()));
        assertTrue(kinds.size() >= 20, kinds.toString());
        assertTrue(recorded().count() >= 160);
    }

    /** Clients that were not at hand, in the form their documentation shows. */
    @Test
    void sqlStatesAreFoundInEveryForm() {
        for (String text : List.of(
                "Npgsql.PostgresException (0x80004005): 42501: Zugriff verweigert",
                "SQL Error [42501]: FEHLER: keine Berechtigung",
                "ERROR:  42501: keine Berechtigung\nLOCATION:  aclcheck_error, aclchk.c:2793",
                "SQLSTATE[42501]: Insufficient privilege: 7 FEHLER: keine Berechtigung",
                "SQL state: 42501",
                "{'S': 'FEHLER', 'V': 'ERROR', 'C': '42501', 'M': 'keine Berechtigung'}",
                "SQLState: 42501\nHINT: -")) {
            assertEquals(
                    Kind.DENIED, ErrorRules.diagnose(DriverError.parse(text)).kind(), text);
        }
        assertNull(DriverError.parse("it took 42501 ms, code 12345").sqlState());
    }

    @Test
    void whatIsNoneOfOursIsSaidToBe() {
        for (String text : List.of(
                "",
                "ERROR: division by zero (SQLSTATE 22012)",
                "ERROR: invalid input syntax for type bigint: \"x\"",
                "java.lang.NullPointerException",
                "permission denied: ./run.sh")) {
            Diagnosis diagnosis = ErrorRules.diagnose(DriverError.parse(text));
            assertEquals(Kind.UNKNOWN, diagnosis.kind(), text);
            assertFalse(diagnosis.yes());
        }
    }

    @Test
    void loginAndSchemaAreFound() {
        DriverError error = DriverError.parse("password authentication failed for user"
                + " \"rs_5f0c1e2d_c_a1b2c3d4e5_a\" reading flights__departures__v1__0f1e2d3c4b.departures");
        assertEquals("rs_5f0c1e2d_c_a1b2c3d4e5_a", error.login());
        assertEquals("flights__departures__v1__0f1e2d3c4b", error.schema());
    }

    @Test
    void megabytesOfLogAreNoBurden() {
        String pasted =
                "column \"".repeat(100_000) + "access to a/b.v1 by request ".repeat(100_000) + "__".repeat(500_000);
        Assertions.assertTimeout(Duration.ofSeconds(2), () -> ErrorRules.diagnose(DriverError.parse(pasted)));
    }
}
