package dev.roadstead.operator.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files that {@code -f} names. */
public final class ManifestFiles {

    private static final Set<String> ENDINGS = Set.of(".yaml", ".yml", ".json");

    /**
     * The file, or the manifests of the directory and of those below, in the order of their paths.
     *
     * @throws ManifestException if there is none, or it can't be read
     */
    public static List<Path> of(Path path) throws ManifestException {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> found = below.filter(Files::isRegularFile)
                    .filter(file -> ENDINGS.stream()
                            .anyMatch(ending -> file.getFileName().toString().endsWith(ending)))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new ManifestException("-f: " + path + " holds no file that ends in .yaml, .yml or .json");
            }
            return found;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /** What is said of a file that can't be read. */
    public static ManifestException unreadable(Path file, IOException e) {
        return new ManifestException(
                "-f: " + file + " can't be read (" + e.getClass().getSimpleName() + "); name a file or a directory", e);
    }

    private ManifestFiles() {}
}
