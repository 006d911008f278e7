package dev.roadstead.operator.odcs.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.ContractTerms;
import dev.roadstead.api.v1alpha1.LogicalType;
import dev.roadstead.api.v1alpha1.LogicalTypeOptions;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.Quality;
import dev.roadstead.api.v1alpha1.ServiceLevelProperty;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.odcs.OdcsDocument;
import dev.roadstead.operator.odcs.OdcsSource;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is exported is read as what it was. */
class OdcsRoundTripTest {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final List<LogicalType> TYPES = Stream.of(LogicalType.values())
            .filter(type -> type != LogicalType.UNKNOWN)
            .toList();

    /** Texts that YAML, JSON or SQL could take for something else, or that are plainly odd. */
    private static final List<String> TEXTS = List.of(
            "NO",
            "yes",
            "null",
            "~",
            "1.0",
            "0x1F",
            "12:30",
            "2026-01-31",
            "1e3",
            "- a",
            "# b",
            "a: b",
            "it's \"quoted\"",
            "two\nlines\n",
            " \ttab",
            "*x",
            "&y",
            "<<",
            "\u00e9\u4e2d\ud83d\ude00",
            "%d",
            "'",
            "${x}",
            "{",
            "]",
            "true",
            "010");

    @Property(tries = 100)
    void exportedIsReadAsTheSameContract(@ForAll long seed) throws JsonProcessingException {
        var contract = new Maker(seed).contract();
        Map<String, Object> document = export(contract);
        for (String text : List.of(YAML.writeValueAsString(document), JSON.writeValueAsString(document))) {
            Contract read = OdcsReader.read(text).orElseThrow().contract();
            assertEquals(document, export(read), text);
            assertEquals(parsed(contract), parsed(read), text);
        }
    }

    private static dev.roadstead.operator.contract.Contract parsed(Contract contract) {
        return ContractParser.parse("contract", contract).orElseThrow();
    }

    private static Map<String, Object> export(Contract contract) {
        var version = new OutputPortSpec.Version("v1", null, null, null, null, null, contract, null);
        return OdcsDocument.of(
                new OdcsSource("sales", "orders", "orders", null, version, parsed(contract), "active", List.of()));
    }

    /** Makes contracts as the API takes them. */
    private static final class Maker {

        private final Random random;

        Maker(long seed) {
            random = new Random(seed);
        }

        Contract contract() {
            List<Contract.Relation> relations = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(3); i++) {
                relations.add(relation("r" + i));
            }
            return new Contract(
                    some("1.2.0"),
                    maybe() ? new ContractTerms.Description(some(text()), some(text()), some(text())) : null,
                    texts(),
                    relations,
                    maybe()
                            ? List.of(
                                    new ServiceLevelProperty(
                                            "retention",
                                            new IntOrString(3),
                                            "y",
                                            some("r0"),
                                            null,
                                            some(text()),
                                            null,
                                            null),
                                    new ServiceLevelProperty(
                                            "availability",
                                            new IntOrString("99.9"),
                                            null,
                                            null,
                                            null,
                                            null,
                                            null,
                                            null))
                            : List.of(),
                    maybe()
                            ? List.of(new ContractTerms.Support(
                                    text(), some(text()), some(text()), some("chat"), some("issues"), some(text())))
                            : List.of(),
                    maybe() ? new ContractTerms.Price(random.nextInt(1000) / 4.0, some("EUR"), some("month")) : null,
                    maybe()
                            ? new ContractTerms.Team(
                                    some(text()),
                                    some(text()),
                                    List.of(new ContractTerms.Member(
                                            text(), some(text()), null, some("owner"), some("2026-01-31"), null, null)))
                            : null,
                    maybe()
                            ? List.of(new ContractTerms.Role(text(), some(text()), some("read"), some(text()), null))
                            : List.of());
        }

        private Contract.Relation relation(String name) {
            List<Contract.Column> columns = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(6); i++) {
                columns.add(column("c" + i + (maybe() ? "_NO" : "")));
            }
            return new Contract.Relation(
                    name,
                    null,
                    some(text()),
                    some(text()),
                    some(text()),
                    texts(),
                    columns,
                    maybe() ? List.of(quality("rowCount"), text("told")) : List.of());
        }

        private Contract.Column column(String name) {
            LogicalType logical = TYPES.get(random.nextInt(TYPES.size()));
            boolean composed = logical == LogicalType.OBJECT || logical == LogicalType.ARRAY;
            boolean key = !composed && random.nextInt(4) == 0;
            return new Contract.Column(
                    name,
                    some(text()),
                    logical,
                    options(logical),
                    composed ? "jsonb" : null,
                    some(text()),
                    maybe() ? true : null,
                    maybe() ? true : null,
                    key ? true : null,
                    null,
                    some("pii"),
                    maybe() ? true : null,
                    // What a number or boolean is written like is kept; other forms of it are not.
                    logical == LogicalType.BOOLEAN
                            ? List.of("true", "maybe")
                            : maybe() ? List.of(text(), "1.50") : List.of(),
                    maybe() ? List.of("email", "iban") : List.of(),
                    maybe() ? List.of(quality("nullValues")) : List.of());
        }

        private Quality text(String words) {
            return new Quality(
                    null,
                    words,
                    "text",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    some("accuracy"),
                    null,
                    null);
        }

        private Quality quality(String metric) {
            return new Quality(
                    some(text()),
                    some(text()),
                    some("library"),
                    metric,
                    null,
                    null,
                    null,
                    null,
                    null,
                    0.5,
                    null,
                    null,
                    null,
                    null,
                    null,
                    some("warning"),
                    null,
                    some("daily"),
                    null);
        }

        private LogicalTypeOptions options(LogicalType logical) {
            if (maybe()) {
                return null;
            }
            return switch (logical) {
                case STRING -> new LogicalTypeOptions(1, 9, some("[A-Z]\\d+"), some("email"), null, null, null, null);
                case INTEGER, NUMBER ->
                    new LogicalTypeOptions(
                            null,
                            null,
                            null,
                            null,
                            new IntOrString(-3),
                            new IntOrString("7.50"),
                            new IntOrString("-123456789012345678901234567890.5"),
                            null);
                case DATE, TIME, TIMESTAMP ->
                    new LogicalTypeOptions(
                            null, null, null, some("yyyy"), new IntOrString("2026-01-31"), null, null, null);
                default -> null;
            };
        }

        private List<String> texts() {
            return maybe() ? List.of("web", text()) : List.of();
        }

        private String text() {
            return TEXTS.get(random.nextInt(TEXTS.size()));
        }

        private <T> T some(T value) {
            return maybe() ? value : null;
        }

        private boolean maybe() {
            return random.nextBoolean();
        }
    }
}
