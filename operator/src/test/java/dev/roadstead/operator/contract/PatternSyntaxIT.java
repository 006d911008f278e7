package dev.roadstead.operator.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real PostgreSQL. */
class PatternSyntaxIT {

    private static final List<String> WRONG = List.of(
            "(",
            "a)",
            "[a-z",
            "[]",
            "[^]",
            "a**",
            "*a",
            "a|*",
            "(+a)",
            "^*",
            "a{2,1}",
            "a{256}",
            "a{1",
            "a{1,2",
            "a\\",
            "a++",
            "[[:alpha:]",
            "(?:a",
            "a{1}{2}");

    private static final List<String> RIGHT = List.of(
            "",
            "^[A-Z]{2}$",
            "a{0,255}",
            "a*?b+?c??d{1,2}?",
            "[]a]",
            "[^]a]",
            "[\\]]",
            "[[:alpha:]_]+",
            "a{",
            "a{b}",
            "\\(",
            "(a|b)*",
            "()",
            "(?:a)+",
            "(?=a)",
            "(?!a)b",
            "(?<=a)b",
            "\\mword\\M",
            "(?i)a",
            "***=a(",
            "(?q)a(",
            "a]",
            "}",
            "\\d{4}-\\d{2}",
            "x|");

    @Test
    void whatIsToldIsWhatPostgresqlRefuses() throws SQLException {
        try (var database = DevelopmentPostgres.shared().newMeshDatabase();
                var connection = database.superuser()) {
            for (String pattern : WRONG) {
                assertEquals("2201B", state(connection, pattern), pattern);
                assertTrue(PatternSyntax.ofPostgres(pattern).isPresent(), pattern);
            }
            for (String pattern : RIGHT) {
                assertEquals("", state(connection, pattern), pattern);
                assertTrue(
                        PatternSyntax.ofPostgres(pattern).isEmpty(),
                        () -> pattern + ": " + PatternSyntax.ofPostgres(pattern));
            }
            for (String pattern : Arbitraries.strings()
                    .withChars("ab[]()^|*+?{},1\\:=!-$")
                    .ofMaxLength(8)
                    .array(String[].class)
                    .ofSize(5000)
                    .sample()) {
                if (PatternSyntax.ofPostgres(pattern).isPresent()) {
                    assertEquals(
                            "2201B", state(connection, pattern), pattern + ": " + PatternSyntax.ofPostgres(pattern));
                }
            }
        }
    }

    /** What can't be right to any reader. */
    @ParameterizedTest
    @ValueSource(strings = {"(", "a)", "[a-z", "a**", "*a", "a{2,1}", "a\\"})
    void whatTheStandardRefuses(String pattern) {
        assertTrue(PatternSyntax.ofStandard(pattern).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[^]", "[]", "a{1000}", "a{1", "(?<year>\\d{4})", "^[A-Z]{2}$"})
    void whatOnlyPostgresqlRefuses(String pattern) {
        assertTrue(PatternSyntax.ofStandard(pattern).isEmpty());
    }

    private static String state(Connection connection, String pattern) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT 'x' ~ ?")) {
            statement.setString(1, pattern);
            statement.executeQuery().close();
            return "";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
