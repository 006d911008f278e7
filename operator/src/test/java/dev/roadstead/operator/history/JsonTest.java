package dev.roadstead.operator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody wrote comes back as it was, but for what PostgreSQL can't keep. */
class JsonTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            a,              a
            "a%b",          "a?b"
            %%,             ??
            a\\u0000b,      a\\u0000b
            a\\\\u0000%,    a\\\\u0000?
            \\%,            \\?
            """, quoteCharacter = '"')
    void aTextIsKept(String written, String kept) {
        String text = written.replace('%', '\0');
        String json = Json.text(Json.object().put("text", text));
        assertEquals(kept.replace('?', '\uFFFD'), Json.parse(json).path("text").asText());
    }
}
