package dev.roadstead.operator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.Main;
import dev.roadstead.testing.DevelopmentCluster;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole way of a producer: address, objects in the cluster, writer's Secret, store. */
class LoadCommandIT {

    private static final DevelopmentCluster CLUSTER = DevelopmentCluster.get();
    private static MeshDatabase database;
    private static KubernetesClient client;
    private static String domain;

    @TempDir
    private Path files;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void publishProduct() throws SQLException {
        CLUSTER.installCrds();
        client = CLUSTER.newClient();
        database = DevelopmentPostgres.shared().newMeshDatabase();
        var namespace = CLUSTER.newNamespace("load");
        domain = namespace + "-domain";
        apply("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: %1$s}
                spec:
                  namespace: %2$s
                  namespacePolicy: Adopt
                  owners: [{kind: Group, name: flights-team}]
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: nyc, namespace: %2$s}
                spec:
                  stores:
                  - name: main
                    writers: [{name: airflow}]
                  - name: spare
                    writers: [{name: airflow}, {name: dbt, secretName: other}]
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: departures, namespace: %2$s}
                spec:
                  dataProductName: nyc
                  store: main
                  versions:
                  - name: v1
                    contract:
                      schema:
                      - name: flights
                        physicalName: departures
                        properties:
                        - {name: id, logicalType: integer, primaryKey: true, required: true}
                        - {name: carrier, logicalType: string, required: true}
                """.formatted(domain, namespace));
        try (var connection = database.superuser();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE airflow LOGIN PASSWORD 'secret'");
            statement.execute("GRANT CONNECT ON DATABASE " + database.name() + " TO airflow");
            statement.execute("CREATE SCHEMA d__data");
            statement.execute("CREATE TABLE d__data.departures (id bigint PRIMARY KEY, carrier text)");
            statement.execute("GRANT USAGE ON SCHEMA d__data TO airflow");
            statement.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON d__data.departures TO airflow");
            statement.execute("CREATE SCHEMA d__work");
            statement.execute("GRANT USAGE, CREATE ON SCHEMA d__work TO airflow");
        }
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("nyc-main-airflow")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToStringData("role", "writer")
                        .addToStringData("host", database.server().host())
                        .addToStringData(
                                "port", String.valueOf(database.server().port()))
                        .addToStringData("database", database.name())
                        .addToStringData("username", "airflow")
                        .addToStringData("password", "secret")
                        .addToStringData("sslmode", "disable")
                        .addToStringData("schema", "d__data")
                        .addToStringData("work-schema", "d__work")
                        .build())
                .create();
    }

    private static void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
    }

    /** Operators of other tests see what is left in the cluster, and speak of it. */
    @AfterAll
    static void end() throws SQLException {
        client.resources(OutputPort.class).inAnyNamespace().delete();
        client.resources(DataProduct.class).inAnyNamespace().delete();
        client.resources(Domain.class).withName(domain).delete();
        client.close();
        database.close();
    }

    @Test
    void loadsAsTheOnlyWriter() throws IOException {
        assertEquals(0, load("nyc/main.departures", "id,carrier\n1,UA\n2,B6\n", "--replace"), err.toString());
        assertTrue(out.toString().startsWith("Loaded 2 rows into " + domain + "/nyc/main.departures"), out.toString());
    }

    @Test
    void whatTheContractRequiresIsRequired() throws IOException {
        assertEquals(1, load("nyc/main.departures", "id,carrier\n3,\n"));
        assertTrue(err.toString().contains("line 2, column carrier: a value is required"), err.toString());
        assertTrue(err.toString().contains("--skip-bad-rows"), err.toString());
        assertEquals(1, load("nyc/main.departures", "id\n3\n"));
        assertTrue(err.toString().contains("lacks columns that must have a value: carrier"), err.toString());
    }

    @Test
    void wrongNamesAreUsageErrorsThatSayWhatThereIs() throws IOException {
        assertEquals(2, load("nyc/main.flights", "id\n"));
        assertTrue(err.toString().contains("it has departures"), err.toString());
        assertEquals(2, load("nyc/other.departures", "id\n"));
        assertTrue(err.toString().contains("it has main, spare"), err.toString());
        assertEquals(2, load("paris/main.departures", "id\n"));
        assertTrue(err.toString().contains("no DataProduct paris"), err.toString());
        assertEquals(2, load("nyc/spare.departures", "id\n"));
        assertTrue(err.toString().contains("--writer: airflow, dbt"), err.toString());
        assertEquals(2, load("departures", "id\n"));
    }

    @Test
    void aSecretThatIsNotThereYetIsWaitedForElsewhere() throws IOException {
        assertEquals(3, load("nyc/spare.departures", "id\n", "--writer", "dbt"));
        assertTrue(err.toString().contains("/other is not there yet"), err.toString());
    }

    @Test
    void anUnreachableClusterIsNamed() throws IOException {
        var kubeconfig = files.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: {token: t}}]
                current-context: c
                """);
        var file = Files.writeString(files.resolve("file.csv"), "id\n");
        assertEquals(3, run("load", "a/b/c.d", file.toString(), "--kubeconfig", kubeconfig.toString()));
    }

    private int load(String address, String content, String... options) throws IOException {
        var file = Files.writeString(files.resolve("file.csv"), content);
        var arguments = new ArrayList<>(List.of(
                "load",
                domain + "/" + address,
                file.toString(),
                "--kubeconfig",
                CLUSTER.kubeconfig().toString()));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
