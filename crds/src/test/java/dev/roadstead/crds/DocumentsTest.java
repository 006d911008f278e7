package dev.roadstead.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the pages lead to is there. */
class DocumentsTest {

    @TestFactory
    Stream<DynamicTest> linksLeadSomewhere() {
        return Documents.pages().stream()
                .map(page -> DynamicTest.dynamicTest(
                        Documents.BASEDIR.relativize(page).toString(),
                        page.toUri(),
                        () -> assertEquals(List.of(), broken(page))));
    }

    private static List<String> broken(Path page) {
        return Documents.links(page).stream()
                .filter(link -> !link.contains("://") && !link.startsWith("#"))
                .filter(link -> !Files.exists(page.resolveSibling(link.replaceFirst("#.*", ""))))
                .toList();
    }
}
