package dev.roadstead.operator.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roadstead.testing.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.error.YAMLException;

/** Against a real kubectl, which needs no cluster for it. */
class ManifestYamlIT {

    private static final Path BASEDIR = Path.of(System.getProperty("roadstead.basedir", ".."));
    private static final String OBJECT =
            "apiVersion: example.com/v1\nkind: Sample\nmetadata: {name: sample, labels: {a: b}}\n";

    private static final String[] VALUES = """
            yes Yes YES yES no No NO on On ON off Off OFF y Y n N true True TRUE tRUE false ~ null Null NULL nULL
            0 00 01 010 08 0o10 0o8 0x1F 0b101 0b2 1_000 1__0 +1 -1 +0x1 -010 0_1 0x1_F _1 1_ 0777 0o0777 -0o7 -0b1 -0x1F
            1.0 1. .5 1e3 1E3 1.5e3 1e+3 -1e-3 1_0.5 0.0 1e 0x -0 +.5 -.5 .5e1 5.e1 1.e3 .inF inf NaN Infinity
            2026-01-01 2026-01-01T00:00:00Z 12:30 190:20:30 1:2 = 1.0.0 v1
            """.split("\\s+");

    @TempDir
    private Path folder;

    private Command.Result kubectl(String yaml) throws IOException {
        return Command.run(
                Duration.ofMinutes(2),
                Map.of(),
                List.of(
                        BASEDIR.resolve("src/cluster/kubectl").toString(),
                        "label",
                        "--local",
                        "--overwrite",
                        "-f",
                        Files.writeString(folder.resolve("sample.yaml"), yaml).toString(),
                        "a=b",
                        "-o",
                        "json"));
    }

    private void assertSame(String yaml) throws IOException {
        var json = new ObjectMapper();
        assertEquals(
                json.readTree(kubectl(yaml).orFail()), json.readTree(json.writeValueAsString(ManifestYaml.read(yaml))));
    }

    @Test
    void aPlainValueIsWhatKubectlSends() throws IOException {
        assertSame(OBJECT + "values:\n"
                + Arrays.stream(VALUES).map(value -> "- " + value + "\n").collect(Collectors.joining())
                + "quoted: ['yes', \"010\", !!str no, !!int '7', !!float 1, !!timestamp 2026-01-01]\n"
                + "folded: >-\n  yes\nempty:\n");
    }

    @Test
    void aFieldsNameAndWhatAnchorsStandForAreWhatKubectlSends() throws IOException {
        assertSame(OBJECT
                + "names: {yes: 1, n: 1, 1: 1, 010: 1, 1.5: 1, 1e3: 1, 2026-01-01: 1}\n"
                + "one: &one {x: yes}\ntwo: *one\nthree: {<<: *one, z: 1}\n");
    }

    @Test
    void jsonIsReadToo() throws IOException {
        assertSame("""
                {
                \t"apiVersion": "example.com/v1", "kind": "Sample",
                \t"metadata": {"name": "sample", "labels": {"a": "b"}},
                \t"values": ["yes", "\\/", true, 1.5, null]
                }
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{~: 1}", "[.inf]", "[.nan]", "&a [*a]", "'open", "!!int yes"})
    void whatKubectlDoesNotSendIsRefused(String value) throws IOException {
        String yaml = OBJECT + "value: " + value + "\n";
        assertNotEquals(0, kubectl(yaml).exitCode());
        assertThrows(YAMLException.class, () -> ManifestYaml.read(yaml));
    }

    @Test
    void aNameThatIsThereTwiceIsRefused() {
        assertThrows(YAMLException.class, () -> ManifestYaml.read("a: 1\na: 2\n"));
    }
}
