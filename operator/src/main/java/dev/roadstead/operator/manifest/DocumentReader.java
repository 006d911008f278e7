package dev.roadstead.operator.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads manifest files as they are written, document by document. */
public final class DocumentReader {

    private static final Pattern SEPARATOR = Pattern.compile("---(\\s.*)?");
    private static final Pattern CONTENT = Pattern.compile("(?m)^\\s*[^#\\s]");

    private final List<Document> documents = new ArrayList<>();

    /** What stands in these files, and in the manifests of these directories and those below. */
    public List<Document> read(Collection<Path> paths) throws ManifestException {
        for (Path path : paths) {
            for (Path file : ManifestFiles.of(path)) {
                read(file);
            }
        }
        return List.copyOf(documents);
    }

    private void read(Path file) throws ManifestException {
        List<String> lines;
        try {
            lines = Files.readString(file).lines().toList();
        } catch (IOException e) {
            throw ManifestFiles.unreadable(file, e);
        }
        int number = 0;
        int begin = 0;
        for (int i = 0; i <= lines.size(); i++) {
            if (i == lines.size() || SEPARATOR.matcher(lines.get(i)).matches()) {
                String text = String.join("\n", lines.subList(begin, i));
                if (CONTENT.matcher(text).find()) {
                    number++;
                    parse(file, number, begin + 1, text);
                }
                begin = i + 1;
            }
        }
    }

    private void parse(Path file, int number, int line, String text) throws ManifestException {
        Object read;
        try {
            read = ManifestYaml.read(text);
        } catch (YAMLException e) {
            throw new ManifestException(
                    "-f: " + file + ", document " + number + ", line " + line + " is no YAML of one object: "
                            + first(e),
                    e);
        }
        if (read == null) {
            return;
        }
        if (!(read instanceof Map<?, ?> content)) {
            throw new ManifestException("-f: " + file + ", document " + number + ", line " + line
                    + " is no YAML of one object: it holds no fields");
        }
        if ("List".equals(content.get("kind")) && content.get("items") instanceof List<?> items) {
            items.forEach(item -> add(file, number, line, item));
        } else {
            add(file, number, line, content);
        }
    }

    @SuppressWarnings("unchecked") // the keys of what YAML calls a mapping are texts in any manifest
    private void add(Path file, int number, int line, Object content) {
        if (content instanceof Map<?, ?> map) {
            documents.add(new Document(file, number, line, (Map<String, Object>) map));
        }
    }

    private static String first(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
