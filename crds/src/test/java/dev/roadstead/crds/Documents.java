package dev.roadstead.crds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that people read and the manifests that they copy. */
final class Documents {

    static final Path BASEDIR = Path.of(System.getProperty("roadstead.basedir", ".."))
            .toAbsolutePath()
            .normalize();

    private static final Pattern YAML = Pattern.compile("^```yaml\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    private Documents() {}

    /** Every page of the project. */
    static List<Path> pages() {
        return files(BASEDIR, ".md");
    }

    /** Every manifest of {@code examples/}. */
    static List<Path> examples() {
        return files(BASEDIR.resolve("examples"), ".yaml");
    }

    /** What stands in a page's YAML blocks, as one manifest each; a part of an object, or another program's file, is none. */
    static List<String> yamlBlocks(Path page) {
        return YAML.matcher(text(page))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.lines().anyMatch(line -> line.startsWith("apiVersion:")))
                .toList();
    }

    /** Where a page's links lead. */
    static List<String> links(Path page) {
        return LINK.matcher(text(page))
                .results()
                .map(MatchResult::group)
                .map(Documents::target)
                .toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(String link) {
        return link.substring(2, link.length() - 1);
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            var found = new ArrayList<>(files.filter(file -> file.toString().endsWith(ending))
                    .filter(file -> Stream.of("target", ".git", "node_modules")
                            .noneMatch(ignored ->
                                    BASEDIR.relativize(file).toString().contains(ignored + "/")))
                    .sorted()
                    .toList());
            if (found.isEmpty()) {
                throw new AssertionError("no " + ending + " in " + folder);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
