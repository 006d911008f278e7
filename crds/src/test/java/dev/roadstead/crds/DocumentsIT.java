package dev.roadstead.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.GuardrailSpec;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.testing.Command;
import dev.roadstead.testing.DevelopmentCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real API server takes every manifest that people copy: all of {@code examples/} and every YAML block of the pages. The
 * second time it says "unchanged", or a GitOps tool would see drift for ever.
 */
class DocumentsIT {

    private static final Pattern SEPARATOR = Pattern.compile("^---$", Pattern.MULTILINE);

    private static DevelopmentCluster cluster;
    private static final Map<String, String> NAMESPACES = new HashMap<>();

    @TempDir
    private Path folder;

    @BeforeAll
    static void install() {
        cluster = DevelopmentCluster.get();
        cluster.installCrds();
    }

    @AfterEach
    void deleteAll() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                cluster.kubectl("delete", "--ignore-not-found", "--wait=false", "-f", file.toString())
                        .orFail();
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> examplesAreTakenAndStayUnchanged() {
        return Documents.examples().stream()
                .map(file -> test(Documents.BASEDIR.relativize(file).toString(), Documents.text(file)));
    }

    @TestFactory
    Stream<DynamicTest> blocksOfPagesAreTakenAndStayUnchanged() {
        return Documents.pages().stream().flatMap(page -> {
            List<String> blocks = Documents.yamlBlocks(page);
            return IntStream.range(0, blocks.size())
                    .mapToObj(i -> test(Documents.BASEDIR.relativize(page) + " " + (i + 1), blocks.get(i)));
        });
    }

    private DynamicTest test(String name, String manifest) {
        return DynamicTest.dynamicTest(name, () -> {
            List<GenericKubernetesResource> objects = objects(manifest);
            objects.forEach(DocumentsIT::refuseWhatIsUnknown);
            Path file = folder.resolve(name.replaceAll("[^A-Za-z0-9]", "-") + ".yaml");
            Files.writeString(file, objects.stream().map(Serialization::asYaml).collect(Collectors.joining("---\n")));

            cluster.kubectl("apply", "-f", file.toString()).orFail();
            List<String> second = lines(cluster.kubectl("apply", "-f", file.toString()));
            assertFalse(second.isEmpty());
            assertEquals(
                    List.of(),
                    second.stream().filter(line -> !line.endsWith(" unchanged")).toList());

            assertEquals(appliedOnServer(file), appliedOnServer(file));
        });
    }

    private static List<String> appliedOnServer(Path file) {
        // The first server-side apply takes the fields over from the client-side one.
        cluster.kubectl("apply", "--server-side", "--force-conflicts", "-f", file.toString())
                .orFail();
        return lines(cluster.kubectl(
                "get",
                "-f",
                file.toString(),
                "-o",
                "jsonpath={.metadata.resourceVersion}{range .items[*]}{.kind}/{.metadata.name}="
                        + "{.metadata.resourceVersion}{\"\\n\"}{end}"));
    }

    private static List<String> lines(Command.Result result) {
        return result.orFail().lines().toList();
    }

    private static List<GenericKubernetesResource> objects(String manifest) {
        return SEPARATOR
                .splitAsStream(manifest)
                .filter(part -> part.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
                .map(part -> Serialization.unmarshal(part, GenericKubernetesResource.class))
                .map(DocumentsIT::placed)
                .toList();
    }

    /** The namespaces of the pages stand for ones that no other test uses. */
    private static GenericKubernetesResource placed(GenericKubernetesResource object) {
        String written = object.getMetadata().getNamespace();
        if (written != null) {
            object.getMetadata()
                    .setNamespace(NAMESPACES.computeIfAbsent(written, name -> cluster.newNamespace("docs-" + name)));
        }
        return object;
    }

    /** The API server keeps unknown fields of a Policy, so it would take a misspelt one. */
    private static void refuseWhatIsUnknown(GenericKubernetesResource object) {
        if (object.getKind().equals("Guardrail")) {
            refuseWhatIsUnknown(Serialization.unmarshal(Serialization.asYaml(object), Guardrail.class)
                    .getSpec());
        }
        if (!object.getKind().equals("Policy")) {
            return;
        }
        Policy policy = Serialization.unmarshal(Serialization.asYaml(object), Policy.class);
        var spec = policy.getSpec();
        Stream<Map<String, Object>> unknown = Stream.of(
                        Stream.of(
                                spec.unknown(),
                                spec.ports().unknown(),
                                spec.columns().unknown()),
                        spec.consumers().stream().map(consumer -> consumer.unknown()),
                        spec.columns().mask().stream().map(mask -> mask.unknown()),
                        spec.columns().hide().stream().map(hide -> hide.unknown()),
                        spec.rows().stream().map(row -> row.unknown()),
                        spec.declines().stream().map(decline -> decline.unknown()))
                .flatMap(part -> part);
        assertEquals(
                Optional.empty(), unknown.filter(fields -> !fields.isEmpty()).findFirst());
    }

    private static void refuseWhatIsUnknown(GuardrailSpec spec) {
        var match = spec.match();
        Stream<Map<String, Object>> unknown = Stream.of(
                        Stream.of(spec.unknown(), match.unknown()),
                        Stream.of(match.domainSelector(), match.consumerDomainSelector())
                                .filter(Objects::nonNull)
                                .map(selector -> selector.unknown()),
                        Stream.ofNullable(match.columns()).map(columns -> columns.unknown()),
                        spec.rows().stream().map(row -> row.unknown()),
                        spec.exceptions().stream().map(waiver -> waiver.unknown()))
                .flatMap(part -> part);
        assertEquals(
                Optional.empty(), unknown.filter(fields -> !fields.isEmpty()).findFirst());
    }
}
