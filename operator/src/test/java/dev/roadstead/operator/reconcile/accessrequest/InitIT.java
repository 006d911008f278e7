package dev.roadstead.operator.reconcile.accessrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.Main;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import picocli.CommandLine;

/** What {@code roadstead init} writes is taken as it is, and what it was made from can be loaded. */
class InitIT {

    private static AccessMesh mesh;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        mesh = AccessMesh.start();
    }

    @AfterAll
    static void stop() throws SQLException {
        mesh.close();
    }

    @Test
    void aDraftIsAppliedAndItsFileLoaded() throws IOException, SQLException {
        Path csv = Files.writeString(folder.resolve("orders.csv"), "\uFEFF" + """
                id,amount,code,paid,day,at,local,clock,note
                1,9.5,007,true,2026-01-31,2026-01-31T10:00:00Z,2026-01-31 10:00:00,10:00,
                2,10,008,FALSE,2026-02-01,2026-01-31 11:00:00+01:00,2026-01-31T11:00:00,11:30:15,"it's ""quoted"",
                and long"
                """);
        String domain = mesh.newDomain("sales");
        init("shop-orders", "--from", "csv", csv.toString());
        apply(domain, "shop-orders");
        load(domain, "shop-orders", "shop_orders", csv, 2);
        assertEquals("007", loaded("shop_orders", "SELECT code FROM %s WHERE id = 1"));
    }

    /** The table is somebody else's, in another database, with names that no contract has. */
    @Test
    void aTableIsAppliedAndItsRowsLoaded() throws IOException, SQLException {
        String domain = mesh.newDomain("sales");
        Path csv = folder.resolve("rows.csv");
        try (MeshDatabase source = DevelopmentPostgres.shared().newMeshDatabase();
                Connection dba = source.superuser()) {
            mesh.execute(dba, """
                    CREATE SCHEMA "Old ""shop"".x";
                    CREATE TYPE "Old ""shop"".x"."mood
                    kind: Evil" AS ENUM ('good');
                    CREATE TABLE "Old ""shop"".x"."Order: {Items}" ("Id" bigint, region varchar(20), "E-Mail" text UNIQUE,
                      amount numeric(12,2) NOT NULL, price money, rounded numeric(5,-2), at timestamptz(3), tags text[],
                      mood "Old ""shop"".x"."mood
                    kind: Evil", "where
                    - {name: evil}" point, doc jsonb, PRIMARY KEY (region, "Id"));
                    COMMENT ON TABLE "Old ""shop"".x"."Order: {Items}" IS E'it''s "one"\\n---\\nkind: Evil # {}';
                    COMMENT ON COLUMN "Old ""shop"".x"."Order: {Items}".amount IS '- "y": [in EUR] 😀';
                    INSERT INTO "Old ""shop"".x"."Order: {Items}" VALUES (1, 'eu', 'a@example.com', 9.5, 7, 1234,
                      '2026-01-31T10:00:00Z', '{a,"b c"}', 'good', '(1,2)', '{"k": 1}')""");
            mesh.operator()
                    .admin()
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("old-shop")
                            .withNamespace(domain)
                            .endMetadata()
                            .addToStringData("host", source.server().host())
                            .addToStringData(
                                    "port", String.valueOf(source.server().port()))
                            .addToStringData("database", source.name())
                            .addToStringData("username", source.server().operatorUser())
                            .addToStringData("password", source.server().operatorPassword())
                            .addToStringData("sslmode", "disable")
                            .build())
                    .create();
            String said = init(
                    "order-items",
                    "--from",
                    "table",
                    "\"Old \"\"shop\"\".x\".Order: {Items}",
                    "--secret",
                    domain + "/old-shop",
                    "--kubeconfig",
                    kubeconfig());
            assertTrue(said.contains("the table \"Order: {Items}\" became Order_Items_"), said);
            assertFalse(said.contains(source.server().operatorPassword()), said);
            try (var file = Files.newBufferedWriter(csv)) {
                dba.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut(
                                "COPY (SELECT \"Id\", region, \"E-Mail\" AS \"E_Mail\", amount, price::numeric, rounded, at,"
                                        + " tags, mood, doc FROM \"Old \"\"shop\"\".x\".\"Order: {Items}\")"
                                        + " TO STDOUT (FORMAT csv, HEADER)",
                                file);
            }
        }
        apply(domain, "order-items");
        load(domain, "order-items", "Order_Items_", csv, 1);
        assertEquals(
                "1200 good 7.00 a@example.com",
                loaded("Order_Items_", "SELECT concat_ws(' ', rounded, mood, price, \"E_Mail\") FROM %s"));
        String description = mesh.get(OutputPort.class, domain, "order-items")
                .getSpec()
                .versions()
                .getFirst()
                .contract()
                .schema()
                .getFirst()
                .description();
        assertEquals("it's \"one\"\n---\nkind: Evil # {}", description);
    }

    @Test
    void aContractsDraftIsApplied() throws IOException {
        Path file = Files.writeString(folder.resolve("people.odcs.yaml"), """
                apiVersion: v3.1.0
                kind: DataContract
                id: urn:example:people
                version: 1.2.0
                status: active
                tags: ["yes", "1.0"]
                description: {purpose: "it's \\"one\\"\\n--- # {}"}
                schema:
                - name: people
                  description: "null"
                  quality: [{metric: rowCount, mustBeGreaterThan: 0}]
                  properties:
                  - {name: id, logicalType: integer, primaryKey: true, required: true, classification: public}
                  - {name: last_name, logicalType: string, physicalType: "varchar(40)", examples: ["true", "007"]}
                slaProperties:
                - {property: retention, value: 2, unit: "y"}
                """);
        String domain = mesh.newDomain("people");
        init("people", "--from", "odcs", file.toString());
        apply(domain, "people");
    }

    private void apply(String domain, String name) throws IOException {
        mesh.applyText(Files.readString(folder.resolve(name + ".dataproduct.yaml"))
                .replace("name: " + name + "}", "name: " + name + ", namespace: " + domain + "}")
                .replace("- name: main", "- name: main\n    storeClassName: " + mesh.storeClass()));
        mesh.applyText(Files.readString(folder.resolve(name + ".outputport.yaml"))
                .replace(
                        "metadata: {name: " + name + "}", "metadata: {name: " + name + ", namespace: " + domain + "}"));
        mesh.awaitReady(DataProduct.class, domain, name);
        mesh.awaitReady(OutputPort.class, domain, name);
    }

    private static void load(String domain, String product, String table, Path csv, int rows) {
        String said =
                run("load", domain + "/" + product + "/main." + table, csv.toString(), "--kubeconfig", kubeconfig());
        assertTrue(said.contains("Loaded " + rows + " row"), said);
    }

    private static String loaded(String table, String query) throws SQLException {
        try (Connection dba = mesh.superuser()) {
            String found = mesh.text(
                    dba,
                    "SELECT format('%I.%I', relnamespace::regnamespace::text, relname) FROM pg_class WHERE relname = '"
                            + table + "' AND relkind = 'r'");
            return mesh.text(dba, query.formatted(found));
        }
    }

    private static String kubeconfig() {
        return mesh.operator().cluster().kubeconfig().toString();
    }

    private String init(String name, String... arguments) {
        String[] all = new String[arguments.length + 4];
        all[0] = "init";
        all[1] = name;
        all[2] = "-o";
        all[3] = folder.toString();
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return run(all);
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        assertEquals(0, code, err.toString());
        return out + err.toString();
    }
}
