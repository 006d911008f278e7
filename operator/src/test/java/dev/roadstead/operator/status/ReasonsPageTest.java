package dev.roadstead.operator.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code src/docs/reasons.md} is written by this test when run with {@code -Ddocs.update=true}, and else compared. */
class ReasonsPageTest {

    private static final Path PAGE = Path.of(System.getProperty("roadstead.basedir", ".."), "src/docs/reasons.md");

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page());
        }
        assertEquals(Files.readString(PAGE), page(), "renew it: ./mvnw -pl operator -am test -Ddocs.update=true");
    }

    @Test
    void wordsAreUniqueAndFitTheApi() {
        List<String> words =
                Arrays.stream(Reason.values()).map(Reason::wireName).toList();
        assertEquals(words.size(), words.stream().distinct().count());
        words.forEach(word -> assertTrue(word.matches("[A-Z][A-Za-z0-9]{0,63}"), word));
    }

    @Test
    void everyReasonSaysWhatToDo() {
        for (Reason reason : Reason.values()) {
            assertTrue(reason.meaning().endsWith(".") && reason.remedy().endsWith("."), reason.wireName());
        }
    }

    private static String page() {
        var page = new StringBuilder("""
                # Conditions and their reasons

                Generated from `ConditionType` and `Reason` in the operator; don't edit.

                `kubectl get` shows reason and message of the condition `Ready`, which repeats the one that decides it. The
                message tells the case at hand; this page tells what a reason means in general.

                ## Conditions

                | condition | when it is True |
                | --- | --- |
                """);
        for (ConditionType type : ConditionType.values()) {
            page.append("| `%s` | %s |\n".formatted(type, type.meaning()));
        }
        page.append("""

                ## Reasons

                | reason | on | means | what to do |
                | --- | --- | --- | --- |
                """);
        Arrays.stream(Reason.values())
                .sorted(Comparator.comparing(Reason::wireName))
                .forEach(reason -> page.append("| `%s` | %s | %s | %s |\n"
                        .formatted(reason, types(reason), reason.meaning(), reason.remedy())));
        return page.toString();
    }

    private static String types(Reason reason) {
        return reason.types().stream().map(ConditionType::wireName).collect(Collectors.joining(", "));
    }
}
