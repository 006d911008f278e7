package dev.roadstead.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The CRDs people install are the ones the Java types describe. */
class CrdGenerationTest {

    private static final Path FOLDER = Path.of(System.getProperty("roadstead.basedir", ".."), "crds");

    @Test
    void committedCrdsAreTheGeneratedOnes() throws IOException {
        Map<String, String> generated = CrdGenerator.generate();
        if (Boolean.getBoolean("crds.update")) {
            for (Path stale : committed().keySet().stream().map(FOLDER::resolve).toList()) {
                Files.delete(stale);
            }
            for (Map.Entry<String, String> file : generated.entrySet()) {
                Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
            }
        }

        Map<String, String> committed = committed();
        String remedy = "run ./mvnw -pl crds test -Dcrds.update=true and commit the change";
        assertEquals(generated.keySet(), committed.keySet(), remedy);
        generated.forEach((name, content) -> assertNull(
                firstDifference(content, committed.get(name)), name + " differs from the Java types: " + remedy));
    }

    /** The first line that differs, with its number; null if there is none. A whole CRD would bury it. */
    private static String firstDifference(String generated, String committed) {
        List<String> expected = generated.lines().toList();
        List<String> actual = committed.lines().toList();
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String left = i < expected.size() ? expected.get(i) : "(end)";
            String right = i < actual.size() ? actual.get(i) : "(end)";
            if (!left.equals(right)) {
                return "line " + (i + 1) + ": generated \"" + left + "\", committed \"" + right + "\"";
            }
        }
        return null;
    }

    private static Map<String, String> committed() throws IOException {
        var files = new TreeMap<String, String>();
        try (var paths = Files.newDirectoryStream(FOLDER, "*.{yaml,yml}")) {
            for (Path path : paths) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }
}
