package dev.roadstead.crds;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Manifests, one object each, that the API server must take or refuse. */
final class Fixtures {

    private static final Path ROOT = Path.of(System.getProperty("roadstead.basedir", ".."), "crds/src/test/fixtures");
    private static final String REFUSED = "# refused: ";

    private Fixtures() {}

    static Path folder(String name) {
        return ROOT.resolve(name);
    }

    /** The files of a folder whose names end like this, in order; never none. */
    static List<Path> in(String folder, String ending) {
        try (Stream<Path> files = Files.list(folder(folder))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new AssertionError("no fixtures in " + folder);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static GenericKubernetesResource read(Path file) {
        return Serialization.unmarshal(text(file), GenericKubernetesResource.class);
    }

    /** What the API server's refusal must contain, from the file's first line. */
    static String expectedRefusal(Path file) {
        String first = text(file).lines().findFirst().orElse("");
        if (!first.startsWith(REFUSED)) {
            throw new AssertionError(file + " must start with \"" + REFUSED + "\" and a part of the refusal");
        }
        return first.substring(REFUSED.length());
    }

    static boolean isNamespaced(GenericKubernetesResource object) {
        return !List.of("Domain", "StoreClass", "Guardrail").contains(object.getKind());
    }
}
