package dev.roadstead.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the CustomResourceDefinitions from the Java types. */
final class CrdGenerator {

    private static final String HEADER = """
            # Generated from the Java types of this folder; don't edit. To renew it after a change there:
            # ./mvnw -pl crds test -Dcrds.update=true
            """;

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());

    private CrdGenerator() {}

    /**
     * File name to content, for every kind.
     *
     * @throws IllegalStateException if a type lacks a description or a bound; the message lists all of them
     */
    static Map<String, String> generate() {
        Map<String, CustomResourceDefinition> definitions = new TreeMap<>();
        List<String> complaints = new ArrayList<>();
        var collector = new CRDPostProcessor() {
            @Override
            public HasMetadata process(HasMetadata crd, String crdSpecVersion) {
                var definition = (CustomResourceDefinition) crd;
                complaints.addAll(refine(definition));
                definitions.put(definition.getMetadata().getName() + ".yaml", definition);
                return definition;
            }
        };
        new CRDGenerator()
                .withOutput(new Discarded())
                .withParallelGenerationEnabled(false)
                .customResourceClasses(List.copyOf(Kinds.ALL))
                .withPostProcessor(collector)
                .generate();
        if (!complaints.isEmpty()) {
            throw new IllegalStateException("The API's Java types are not complete:\n" + String.join("\n", complaints));
        }
        Map<String, String> files = new TreeMap<>();
        definitions.forEach((name, definition) -> files.put(name, HEADER + yaml(definition)));
        return files;
    }

    private static List<String> refine(CustomResourceDefinition definition) {
        Class<? extends CustomResource<?, ?>> type = Kinds.ALL.stream()
                .filter(kind -> HasMetadata.getKind(kind)
                        .equals(definition.getSpec().getNames().getKind()))
                .findFirst()
                .orElseThrow();
        var statusAndSpec = ((ParameterizedType) type.getGenericSuperclass()).getActualTypeArguments();
        CustomResourceDefinitionVersion version =
                definition.getSpec().getVersions().getFirst();
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setDescription(SchemaRefiner.doc(type));
        root.setRequired(List.of("spec"));
        definition.getSpec().getNames().setListKind(HasMetadata.getKind(type) + "List");
        version.setAdditionalPrinterColumns(inOrderOfDeclaration(version.getAdditionalPrinterColumns(), type));

        var refiner = new SchemaRefiner();
        JSONSchemaProps spec = root.getProperties().get("spec");
        refiner.refineRecord(spec, (Class<?>) statusAndSpec[0], HasMetadata.getKind(type) + ".spec");
        JSONSchemaProps status = root.getProperties().get("status");
        refiner.refineRecord(status, (Class<?>) statusAndSpec[1], HasMetadata.getKind(type) + ".status");
        // Tools that wait compare it with metadata.generation: an object nobody has looked at yet is not up to date.
        status.setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
        return refiner.complaints();
    }

    /** The generator sorts columns by JSON path; people read them from left to right. */
    private static List<CustomResourceColumnDefinition> inOrderOfDeclaration(
            List<CustomResourceColumnDefinition> columns, Class<?> type) {
        List<String> names = Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        return columns.stream()
                .sorted(Comparator.comparingInt(column -> names.indexOf(column.getName())))
                .toList();
    }

    private static String yaml(CustomResourceDefinition definition) {
        try {
            return YAML.writeValueAsString(withWholeNumbers(YAML.valueToTree(definition)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Limits are floating-point numbers in the model; 1.0 would be true, but nobody writes it. */
    private static JsonNode withWholeNumbers(JsonNode node) {
        switch (node) {
            case ObjectNode object ->
                object.properties().forEach(field -> field.setValue(withWholeNumbers(field.getValue())));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, withWholeNumbers(array.get(i)));
                }
            }
            default -> {
                if (node.isDouble() && node.canConvertToExactIntegral()) {
                    return node.canConvertToInt()
                            ? IntNode.valueOf(node.intValue())
                            : LongNode.valueOf(node.longValue());
                }
            }
        }
        return node;
    }

    /** The generator always writes somewhere; what counts is what the post-processor saw. */
    private static final class Discarded implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {

        @Override
        public ByteArrayOutputStream outputFor(String crdName) {
            return new ByteArrayOutputStream();
        }

        @Override
        public URI crdURI(String crdName) {
            return Path.of(crdName).toUri();
        }

        @Override
        public void close() {}
    }
}
