package dev.roadstead.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code src/docs/attacks.md} names no test that is not run, and no attack without an answer. */
class AttacksPageTest {

    private static final Path PAGE = Path.of(System.getProperty("roadstead.basedir", ".."), "src/docs/attacks.md");
    private static final Path SOURCES =
            Path.of(System.getProperty("roadstead.basedir", ".."), "operator/src/test/java");
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:IT|Test))\\.(\\w+)`");

    @TestFactory
    Stream<DynamicTest> eachTestIsThere() throws IOException {
        List<MatchResult> named =
                NAMED.matcher(Files.readString(PAGE)).results().toList();
        assertTrue(named.size() > 30, "the page names too few: " + named.size());
        return named.stream()
                .map(test -> DynamicTest.dynamicTest(
                        test.group(1) + "." + test.group(2),
                        () -> assertTrue(isRun(test.group(1), test.group(2)), "no such test")));
    }

    @Test
    void eachAttackHasATestOrAPage() throws IOException {
        List<String> unanswered = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| **"))
                .filter(line ->
                        !NAMED.matcher(line).find() && !(line.contains(".md") && line.contains("documentation")))
                .toList();
        assertEquals(List.of(), unanswered);
    }

    private static boolean isRun(String name, String method) throws IOException, ClassNotFoundException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            List<Path> found =
                    files.filter(file -> file.endsWith(name + ".java")).toList();
            assertEquals(1, found.size(), "classes of the name " + name + ": " + found);
            String path = SOURCES.relativize(found.getFirst()).toString();
            Class<?> tests = Class.forName(
                    path.replace(".java", "").replace('/', '.').replace('\\', '.'),
                    false,
                    AttacksPageTest.class.getClassLoader());
            return Arrays.stream(tests.getDeclaredMethods())
                    .filter(declared -> declared.getName().equals(method))
                    .anyMatch(declared -> declared.isAnnotationPresent(Test.class)
                            || declared.isAnnotationPresent(ParameterizedTest.class));
        }
    }
}
