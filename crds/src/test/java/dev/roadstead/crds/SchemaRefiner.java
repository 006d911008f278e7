package dev.roadstead.crds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.DurationText;
import dev.roadstead.api.schema.KeepsUnknownFields;
import dev.roadstead.api.schema.ListMap;
import dev.roadstead.api.schema.ListSet;
import dev.roadstead.api.schema.NotInSchema;
import dev.roadstead.api.schema.OneOf;
import dev.roadstead.api.schema.UtcInstant;
import dev.roadstead.api.v1alpha1.GoDuration;
import dev.roadstead.api.v1alpha1.WireName;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Walks a record and the schema that was generated for it side by side, and adds what the generator can't say: list
 * types, formats, descriptions, enumerations. Complains about what must not be left out: a description, and a bound on
 * every string, list and map, because the API server refuses CEL rules over unbounded values.
 */
final class SchemaRefiner {

    /** Matches RFC 3339 in UTC to the nanosecond; the API server checks with the format that the date exists. */
    static final String UTC_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$";

    private static final long UTC_MAX_LENGTH = 30;

    private final List<String> complaints = new ArrayList<>();

    /** What is wrong with the Java types; empty if the CRD is fit to be used. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void refineRecord(JSONSchemaProps schema, Class<?> type, String path) {
        if (schema.getDescription() == null) {
            schema.setDescription(doc(type));
        }
        schema.setXKubernetesValidations(withoutRepetitions(schema.getXKubernetesValidations()));
        if (type.isAnnotationPresent(KeepsUnknownFields.class)) {
            schema.setXKubernetesPreserveUnknownFields(true);
            schema.setAdditionalProperties(null);
        }
        for (RecordComponent component : type.getRecordComponents()) {
            String name = jsonName(component);
            if (component.isAnnotationPresent(NotInSchema.class)) {
                schema.getProperties().remove(name);
            } else {
                refineField(schema.getProperties().get(name), component, path + "." + name);
            }
        }
    }

    private void refineField(JSONSchemaProps schema, RecordComponent component, String path) {
        if (schema == null) {
            complaints.add(path + ": the generator left it out");
            return;
        }
        if (component.isAnnotationPresent(Doc.class)) {
            schema.setDescription(doc(component));
        } else {
            complaints.add(path + ": no @Doc");
        }
        if (component.isAnnotationPresent(UtcInstant.class)) {
            schema.setFormat("date-time");
            schema.setPattern(UTC_PATTERN);
            schema.setMaxLength(UTC_MAX_LENGTH);
        }
        if (component.isAnnotationPresent(DurationText.class)) {
            schema.setPattern(GoDuration.PATTERN);
            schema.setMaxLength((long) GoDuration.MAX_LENGTH);
        }
        Size size = component.getAccessor().getAnnotation(Size.class);
        if (component.getType() == IntOrString.class && size != null) {
            // The generator bounds what it knows as a string.
            schema.setMaxLength(size.max());
        }
        if (component.isAnnotationPresent(OneOf.class)) {
            JSONSchemaProps each =
                    component.getType() == List.class ? schema.getItems().getSchema() : schema;
            each.setEnum(
                    texts(Arrays.asList(component.getAnnotation(OneOf.class).value())));
        }
        schema.setXKubernetesValidations(withoutRepetitions(schema.getXKubernetesValidations()));
        refineType(schema, component.getGenericType(), path);
        if (component.getType() == List.class) {
            refineListType(schema, component);
        }
    }

    private void refineType(JSONSchemaProps schema, Type type, String path) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            if (schema.getMaxItems() == null) {
                complaints.add(path + ": a list without @Size(max)");
            }
            refineType(schema.getItems().getSchema(), list.getActualTypeArguments()[0], path + "[]");
        } else if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            if (schema.getMaxProperties() == null) {
                complaints.add(path + ": a map without @Size(max)");
            }
            refineType(schema.getAdditionalProperties().getSchema(), map.getActualTypeArguments()[1], path + "{}");
        } else if (type instanceof Class<?> simple) {
            refineSimple(schema, simple, path);
        } else {
            complaints.add(path + ": no schema for " + type);
        }
    }

    private void refineSimple(JSONSchemaProps schema, Class<?> type, String path) {
        if (type.isRecord()) {
            refineRecord(schema, type, path);
        } else if (type.isEnum()) {
            schema.setEnum(texts(wireNames(type)));
        } else if (type == Integer.class) {
            schema.setFormat("int32");
        } else if (type == Long.class) {
            schema.setFormat("int64");
        } else if (type == String.class) {
            if (schema.getMaxLength() == null && schema.getEnum().isEmpty()) {
                complaints.add(path + ": a string without @Size(max)");
            }
        } else if (type == IntOrString.class) {
            if (schema.getMaxLength() == null) {
                complaints.add(path + ": a number or string without @Size(max)");
            }
        } else if (type != Boolean.class && type != Double.class) {
            complaints.add(path + ": no schema for " + type);
        }
    }

    private static void refineListType(JSONSchemaProps schema, RecordComponent component) {
        ListMap listMap = component.getAnnotation(ListMap.class);
        if (listMap != null) {
            schema.setXKubernetesListType("map");
            schema.setXKubernetesListMapKeys(List.of(listMap.value()));
        } else {
            schema.setXKubernetesListType(component.isAnnotationPresent(ListSet.class) ? "set" : "atomic");
        }
    }

    private static List<String> wireNames(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((WireName) constant).wireName())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static List<JsonNode> texts(List<String> values) {
        return values.stream().<JsonNode>map(TextNode::valueOf).toList();
    }

    /** The generator reads an annotation of a record's component once from the field and once from the accessor. */
    private static List<ValidationRule> withoutRepetitions(List<ValidationRule> rules) {
        return rules == null ? null : new ArrayList<>(new LinkedHashSet<>(rules));
    }

    private static String jsonName(RecordComponent component) {
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        return property == null ? component.getName() : property.value();
    }

    /** The description of a type or field on one line; null if it has none. */
    static String doc(AnnotatedElement element) {
        Doc doc = element.getAnnotation(Doc.class);
        return doc == null ? null : doc.value().strip().replaceAll("\\s+", " ");
    }
}
