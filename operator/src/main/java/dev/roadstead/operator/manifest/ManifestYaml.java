package dev.roadstead.operator.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads YAML as kubectl does, which is neither YAML 1.1 nor 1.2: {@code no} and {@code y} are truths and {@code 010} is eight, but
 * {@code 12:30} and days are texts. What it would send as something else than is meant must not look right here. Only a name that
 * is there twice is refused here, where kubectl silently takes the last.
 */
public final class ManifestYaml {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Go's own notation of larger numbers has an exponent. */
    private static final double LARGEST_WHOLE = 1e18;

    private ManifestYaml() {}

    /**
     * What kubectl would send for the document: maps with texts as keys, lists, texts, numbers, truths; null for nothing.
     *
     * @throws YAMLException if it is no YAML, or can't be sent as JSON
     */
    public static @Nullable Object read(String text) {
        JsonNode json = json(text);
        return json == null ? yaml(text) : JSON.convertValue(json, Object.class);
    }

    /** YAML would not take the tabs that JSON may have. */
    private static @Nullable JsonNode json(String text) {
        try {
            return text.stripLeading().startsWith("{") ? JSON.readTree(text) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable Object yaml(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Object content = new Yaml(
                        new Values(options),
                        new Representer(new DumperOptions()),
                        new DumperOptions(),
                        options,
                        new KubectlScalars())
                .load(text);
        return plain(content, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static @Nullable Object plain(@Nullable Object value, Set<Object> around) {
        if (!(value instanceof Map<?, ?> || value instanceof Iterable<?>)) {
            return value instanceof Double number ? whole(number) : value;
        }
        if (!around.add(value)) {
            throw new YAMLException("an anchor contains itself");
        }
        Object plain = value instanceof Map<?, ?> map ? mapping(map, around) : items((Iterable<?>) value, around);
        around.remove(value);
        return plain;
    }

    private static Map<String, Object> mapping(Map<?, ?> map, Set<Object> around) {
        var plain = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> plain.put(name(key), plain(value, around)));
        return plain;
    }

    private static List<Object> items(Iterable<?> items, Set<Object> around) {
        var plain = new ArrayList<Object>();
        items.forEach(item -> plain.add(plain(item, around)));
        return plain;
    }

    private static String name(@Nullable Object key) {
        if (key instanceof String || key instanceof Boolean || key instanceof Number) {
            return String.valueOf(key instanceof Double number ? whole(number) : key);
        }
        throw new YAMLException("the name of a field is no text: " + key);
    }

    /** JSON has one sort of numbers, so 1.0 is 1. */
    private static Object whole(Double number) {
        if (number.isNaN() || number.isInfinite()) {
            throw new YAMLException("JSON has no number " + number);
        }
        return number == Math.rint(number) && Math.abs(number) < LARGEST_WHOLE ? (Object) number.longValue() : number;
    }

    /** Makes values of what {@link KubectlScalars} tells apart. */
    private static final class Values extends SafeConstructor {

        Values(LoaderOptions options) {
            super(options);
            yamlConstructors.put(Tag.BOOL, new Scalar() {
                @Override
                Object value(String text) {
                    return KubectlScalars.truth(text);
                }
            });
            yamlConstructors.put(Tag.INT, new Scalar() {
                @Override
                Object value(String text) {
                    BigInteger number = KubectlScalars.integer(text);
                    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
                }
            });
            yamlConstructors.put(Tag.TIMESTAMP, new Scalar() {
                @Override
                Object value(String text) {
                    return text;
                }
            });
        }
    }

    private abstract static class Scalar extends AbstractConstruct {

        abstract Object value(String text);

        @Override
        public Object construct(Node node) {
            String text = ((ScalarNode) node).getValue();
            try {
                return value(text);
            } catch (IllegalArgumentException e) {
                throw new YAMLException(
                        "\"" + text + "\" is no " + node.getTag().getValue(), e);
            }
        }
    }
}
