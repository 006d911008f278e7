package dev.roadstead.operator.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says of an object what the API server would say, as far as the CRDs go. */
public final class ObjectSchema {

    private static final int LONGEST_NAME = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /** The default of etcd's --max-request-bytes. */
    private static final int LARGEST = 1_572_864;

    private static final JsonMapper JSON = new JsonMapper();

    private final Rules rules = new Rules();

    /**
     * What came out.
     *
     * @param unchecked rules that could not be evaluated here
     */
    public record Checked(List<SchemaFault> faults, List<String> unchecked) {
        public Checked {
            faults = List.copyOf(faults);
            unchecked = List.copyOf(unchecked);
        }
    }

    /**
     * Checks an object.
     *
     * @param old the object that it takes the place of; null if there is none, and then rules about changes say nothing
     */
    public Checked check(Crd crd, Map<String, Object> object, @Nullable Map<String, Object> old) {
        Map<String, Object> complete = withDefaults(crd.schema(), object);
        var faults = new ArrayList<>(name(complete));
        faults.addAll(StructuralSchema.faults(crd.schema(), complete));
        faults.addAll(size(object));
        var walk = new RuleWalk(rules);
        walk.walk("", crd.schema(), complete, old);
        faults.addAll(walk.faults());
        // A rule that stumbles over what is wrong already is not asked by the API server either.
        return new Checked(faults, faults.isEmpty() ? walk.unchecked() : List.of());
    }

    /** The object with the defaults that the API server would fill in. */
    public static Map<String, Object> withDefaults(Map<String, Object> schema, Map<String, Object> object) {
        var complete = new LinkedHashMap<>(object);
        Maps.at(schema, "properties").forEach((name, each) -> {
            Map<String, Object> property = Maps.of(each);
            Object value = complete.get(name);
            if (value instanceof Map<?, ?> map) {
                complete.put(name, withDefaults(property, Maps.of(map)));
            } else if (!complete.containsKey(name) && property.containsKey("default") && !name.equals("status")) {
                complete.put(name, property.get("default"));
            }
        });
        return complete;
    }

    /** What etcd stores in one piece; the API server would only say that a request is too large. */
    private static List<SchemaFault> size(Map<String, Object> object) {
        int bytes;
        try {
            bytes = JSON.writeValueAsBytes(object).length;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and plain values can be written", e);
        }
        return bytes <= LARGEST
                ? List.of()
                : List.of(new SchemaFault(
                        "",
                        "the object has " + bytes + " bytes as JSON, and a cluster stores at most " + LARGEST
                                + "; shorten its descriptions, or divide it, a contract into several ports"));
    }

    private static List<SchemaFault> name(Map<String, Object> object) {
        Object name = Maps.at(object, "metadata").get("name");
        if (!(name instanceof String text)) {
            return List.of(SchemaFault.required("metadata.name", ": name is required; add it"));
        }
        return text.length() <= LONGEST_NAME && NAME.matches(text)
                ? List.of()
                : List.of(new SchemaFault(
                        "metadata.name",
                        "Invalid value: \"" + text + "\": a lowercase RFC 1123 subdomain has at most " + LONGEST_NAME
                                + " lower case letters, digits, - or ., and begins and ends with a letter or digit;"
                                + " choose another name"));
    }
}
