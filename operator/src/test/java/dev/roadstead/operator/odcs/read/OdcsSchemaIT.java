package dev.roadstead.operator.odcs.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.testing.Datacontract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader and the standard's own schema, which the Data Contract CLI brings along, about the same spoilt documents. */
class OdcsSchemaIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SPOILT = Integer.getInteger("roadstead.odcs.spoilt", 40);

    private static final String DOCUMENT = """
            apiVersion: v3.2.0
            kind: DataContract
            id: orders
            version: 1.2.0
            status: active
            tags: [web]
            description: {purpose: Orders, customProperties: [{property: a, value: b}]}
            servers: [{server: production, type: postgres, host: db, port: 5432, database: shop, schema: public}]
            schema:
            - name: orders
              logicalType: object
              physicalType: table
              tags: [core]
              relationships: [{from: orders.id, to: items.id}]
              quality: [{metric: rowCount, mustBeGreaterThan: 10, dimension: completeness}]
              properties:
              - {name: id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1, logicalTypeOptions: {minimum: 0, format: i64}}
              - name: mail
                logicalType: string
                logicalTypeOptions: {minLength: 1, pattern: "@"}
                required: true
                unique: true
                examples: [a, 1]
                enum: [{value: a}]
                relationships: [{to: people.mail}]
                authoritativeDefinitions: [{url: "https://example.com", type: x}]
              - {name: at, logicalType: timestamp, logicalTypeOptions: {maximum: "2030-01-01", timezone: true}}
              - {name: extra, logicalType: object, physicalType: jsonb, properties: [{name: x, logicalType: number}]}
              - {name: list, logicalType: array, physicalType: jsonb, items: {logicalType: string}}
            slaProperties: [{property: retention, value: 3, unit: y}]
            support: [{channel: chat}]
            price: {priceAmount: 1, priceCurrency: EUR}
            team: {name: sales, members: [{username: a, dateIn: "2026-01-31"}]}
            roles: [{role: reader}]
            customProperties: [{property: x, value: [1]}]
            """;

    @TempDir
    private Path folder;

    @Test
    void whatTheReaderTakesIsOfTheStandardAndWhatItBlamesIsNot() throws IOException {
        JsonNode whole = new YAMLMapper().readTree(DOCUMENT);
        assertTrue(
                OdcsReader.read(whole.toString()) instanceof Parsed.Valid,
                () -> OdcsReader.read(whole.toString()).message());
        assertTrue(isOfTheStandard(whole));
        var random = new Random(Long.getLong("roadstead.odcs.seed", 1));
        List<String> wrong = new ArrayList<>();
        int taken = 0;
        for (int i = 0; i < SPOILT; i++) {
            JsonNode spoilt = whole.deepCopy();
            String how = spoil(spoilt, random);
            Parsed<OdcsContract> read = OdcsReader.read(spoilt.toString());
            boolean valid = isOfTheStandard(spoilt);
            // Unknown fields are left out: the program's library does not know the schema's word unevaluatedProperties.
            boolean blamesTheStandard = read.violations().stream()
                    .anyMatch(violation -> violation.cause().contains("ODCS knows")
                            || violation.cause().contains("in ODCS"));
            taken += read instanceof Parsed.Valid ? 1 : 0;
            if (read instanceof Parsed.Valid && !valid && !how.startsWith("/servers")) {
                wrong.add(how + ": taken, and the standard refuses it");
            }
            if (valid && blamesTheStandard) {
                wrong.add(how + ": " + read.message());
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(taken > 0 && taken < SPOILT, "some are taken and some are not: " + taken);
    }

    private boolean isOfTheStandard(JsonNode document) throws IOException {
        Path file = Files.writeString(folder.resolve("contract.odcs.yaml"), document.toString());
        return Datacontract.installed().lint(file).exitCode() == 0;
    }

    /** Changes one place: takes a field away, adds one, or puts something of another kind there. */
    private static String spoil(JsonNode root, Random random) {
        List<String> paths = new ArrayList<>();
        collect("", root, paths);
        String path = paths.get(random.nextInt(paths.size()));
        int cut = path.lastIndexOf('/');
        JsonNode parent = root.at(path.substring(0, cut));
        JsonNode other = List.of(
                        JSON.getNodeFactory().textNode("other"),
                        JSON.getNodeFactory().numberNode(7),
                        JSON.getNodeFactory().booleanNode(true),
                        JSON.getNodeFactory().nullNode(),
                        JSON.createArrayNode(),
                        JSON.createObjectNode())
                .get(random.nextInt(6));
        int way = random.nextInt(3);
        if (parent instanceof ArrayNode items) {
            items.set(Integer.parseInt(path.substring(cut + 1)), other);
            return path + " = " + other;
        }
        ObjectNode fields = (ObjectNode) parent;
        if (way == 0) {
            fields.remove(path.substring(cut + 1));
            return path + " removed";
        }
        if (way == 1) {
            fields.set("surprise", other);
            return path + " beside surprise = " + other;
        }
        fields.set(path.substring(cut + 1), other);
        return path + " = " + other;
    }

    private static void collect(String path, JsonNode node, List<String> paths) {
        if (node instanceof ObjectNode fields) {
            fields.properties().forEach(field -> {
                paths.add(path + "/" + field.getKey());
                collect(path + "/" + field.getKey(), field.getValue(), paths);
            });
        } else if (node instanceof ArrayNode items) {
            for (int i = 0; i < items.size(); i++) {
                paths.add(path + "/" + i);
                collect(path + "/" + i, items.get(i), paths);
            }
        }
    }
}
