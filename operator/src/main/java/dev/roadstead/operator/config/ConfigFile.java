package dev.roadstead.operator.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;

/** Reads settings from a YAML file: one mapping from names to plain values. */
final class ConfigFile {

    static Map<Setting, String> read(Path file) {
        JsonNode root = parse(file);
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        if (root.isMissingNode() || root.isNull()) {
            return values;
        }
        if (!root.isObject()) {
            throw new ConfigException(file + ": must be a mapping of settings, such as health-port: 9090");
        }
        root.properties().forEach(entry -> {
            Setting setting = Setting.ofKey(entry.getKey()).orElseThrow(() -> unknown(file, entry.getKey()));
            if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                throw new ConfigException(
                        file + ": " + entry.getKey() + ": must be a single value, such as " + setting.form());
            }
            values.put(setting, entry.getValue().asText());
        });
        return values;
    }

    private static JsonNode parse(Path file) {
        try {
            return new YAMLMapper().readTree(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException("--config: there is no file " + file, e);
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + ": is not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ConfigException("--config: " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static ConfigException unknown(Path file, String key) {
        String nearest = Arrays.stream(Setting.values())
                .map(Setting::key)
                .min(Comparator.comparingInt(known -> distance(known, key)))
                .orElseThrow();
        return new ConfigException(file + ": " + key + " is not a setting; did you mean " + nearest
                + "? roadstead operator --help lists them all");
    }

    /** Levenshtein's: how many letters to insert, remove or replace. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, index -> index);
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }

    private ConfigFile() {}
}
