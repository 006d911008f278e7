package dev.roadstead.operator.reconcile.accessrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.testing.CommandLineUnderTest;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line answers about a mesh with a real operator and a real store. */
class AnswersIT {

    private static final String LEGACY = "legacy_bi_" + ProcessHandle.current().pid();
    private static final String AUDITOR = "sees_all_" + ProcessHandle.current().pid();

    private static AccessMesh mesh;
    private static String flights;
    private static String insights;
    private static String request;

    @TempDir
    private Path files;

    @BeforeAll
    static void grant() throws SQLException {
        mesh = AccessMesh.start();
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.apply("producer.yaml", flights, insights);
        mesh.awaitReady(OutputPort.class, flights, "departures");
        try (Connection writer = mesh.login(mesh.secret(flights, "nyc-main-airflow"))) {
            mesh.execute(
                    writer,
                    "INSERT INTO departures (id, tail_number, origin) VALUES (1, 'N1', 'JFK'), (2, 'N2', 'EWR')");
        }
        mesh.apply("policy-narrow.yaml", flights, insights);
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: delays, namespace: %1$s}
                spec:
                  stores: [{name: cache, storeClassName: %3$s}]
                  inputs:
                  - name: departures
                    portRef: {domain: %2$s, name: departures, version: v1}
                    purpose: delay-analysis
                """.formatted(insights, flights, mesh.storeClass()));
        request = mesh.requestOf(insights, "delays");
        mesh.awaitReady(AccessRequest.class, insights, request);
        try (Connection dba = mesh.superuser()) {
            mesh.execute(dba, "CREATE ROLE " + LEGACY + " LOGIN");
            mesh.execute(dba, "CREATE ROLE " + AUDITOR + " LOGIN IN ROLE pg_read_all_data");
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        try (Connection dba = mesh.superuser()) {
            mesh.execute(dba, "DROP OWNED BY " + LEGACY);
            mesh.execute(dba, "DROP ROLE " + LEGACY + ", " + AUDITOR);
        }
        mesh.close();
    }

    @Test
    void accessIsListedWithWhatIsSeen() throws IOException {
        var cli = cli();
        assertEquals(0, cli.run("access", "--domain", insights), cli.err());
        String line = cli.out()
                .lines()
                .filter(text -> text.contains(insights))
                .findFirst()
                .orElseThrow();
        assertTrue(line.startsWith("product " + insights + "/delays"), line);
        assertTrue(line.contains(flights + "/departures.v1"), line);
        assertTrue(line.contains("2 clear, 1 Hash"), line);
        assertTrue(line.contains("origin In (JFK)"), line);
        assertTrue(line.contains("allow"), line);
        assertTrue(line.stripTrailing().endsWith("yes"), line);

        assertEquals(0, cli.run("access", "--port", flights + "/departures", "--verify", "-o", "json"), cli.err());
        JsonNode access = json(cli).get("access").get(0);
        assertEquals("agrees", access.get("store").asText());
        assertEquals(
                "Hash", access.get("columns").get("masked").get("tail_number").asText());
        assertEquals(List.of("id", "origin"), texts(access.get("columns").get("clear")));

        assertEquals(0, cli.run("access", "--domain", insights, "-o", "csv"), cli.err());
        assertEquals(2, cli.out().lines().count(), cli.out());
        assertTrue(cli.out().contains("id origin,tail_number=Hash,,origin In (JFK)"), cli.out());
        assertEquals(0, cli.run("access", "--domain", insights, "-o", "yaml"), cli.err());
        assertTrue(cli.out().contains("tail_number: \"Hash\""), cli.out());
    }

    /** The operator puts such a row right within seconds, so it is stopped for this one, too. */
    @Test
    void whatTheStoreHasBesidesIsFound() throws SQLException {
        mesh.operator().stop();
        var cli = cli();
        try (Connection dba = mesh.superuser()) {
            mesh.execute(dba, "UPDATE roadstead_meta.grants SET not_after = '2099-01-01Z'");
            assertEquals(1, cli.run("access", "--verify", "--domain", insights), cli.out());
            assertTrue(cli.out().contains("ends it at 2099-01-01T00:00:00Z"), cli.out());
            mesh.execute(dba, "UPDATE roadstead_meta.grants SET not_after = NULL, purpose = 'other'");
            assertEquals(1, cli.run("access", "--verify", "--domain", insights), cli.out());
            assertTrue(cli.out().contains("has no such grant"), cli.out());
            assertTrue(cli.out().contains("for other in StoreClass " + mesh.storeClass()), cli.out());
        } finally {
            try (Connection dba = mesh.superuser()) {
                mesh.execute(dba, "UPDATE roadstead_meta.grants SET not_after = NULL, purpose = 'delay-analysis'");
            }
            mesh.operator().start();
        }
        assertEquals(0, cli.run("access", "--verify", "--domain", insights), cli.out() + cli.err());
    }

    /** The operator takes back what it did not give, so it is stopped while somebody holds such a right. */
    @Test
    void whoCanNamesEverybody() throws IOException, SQLException {
        mesh.operator().stop();
        try (Connection dba = mesh.superuser()) {
            mesh.execute(dba, "GRANT USAGE ON SCHEMA " + dataSchema() + " TO " + LEGACY);
            mesh.execute(dba, "GRANT SELECT (id, origin) ON " + dataSchema() + ".departures TO " + LEGACY);
            assertNamesEverybody();
            mesh.execute(dba, "REVOKE ALL ON SCHEMA " + dataSchema() + " FROM " + LEGACY);
            mesh.execute(dba, "REVOKE SELECT (id, origin) ON " + dataSchema() + ".departures FROM " + LEGACY);
        } finally {
            mesh.operator().start();
        }
    }

    private static void assertNamesEverybody() throws IOException {
        var cli = cli();
        assertEquals(0, cli.run("who-can", "read", flights + "/departures.tail_number"), cli.err());
        assertTrue(cli.out().contains("product " + insights + "/delays"), cli.out());
        assertTrue(cli.out().contains("Hash"), cli.out());
        assertFalse(cli.out().contains(LEGACY), cli.out());

        assertEquals(0, cli.run("who-can", flights + "/departures.origin", "-o", "json"), cli.err());
        JsonNode answer = json(cli);
        assertEquals("Clear", answer.get("granted").get(0).get("sees").asText());
        assertEquals(LEGACY, answer.get("readersBefore").get(0).get("role").asText());
        assertEquals(1, answer.get("readersBefore").size(), cli.out());
        assertEquals(
                List.of("id", "origin"),
                texts(answer.get("readersBefore").get(0).get("columns")));
        assertTrue(answer.get("writes").get(0).get("who").asText().startsWith("writer airflow"), cli.out());
        assertEquals(1, answer.get("writes").size(), cli.out());
        assertEquals(
                insights + "/delays",
                answer.get("mayHoldCopies").get(0).get("product").asText());
        var powers = StreamSupport.stream(answer.get("administers").spliterator(), false)
                .map(JsonNode::toString)
                .toList();
        assertTrue(powers.stream().anyMatch(a -> a.contains(AUDITOR) && a.contains("pg_read_all_data")), cli.out());
        assertTrue(powers.stream().anyMatch(a -> a.contains("superuser")), cli.out());
        assertTrue(powers.stream().anyMatch(a -> a.contains("is the operator")), cli.out());
        assertTrue(answer.get("notVisible").toString().contains("snapshots"), cli.out());
    }

    /** The proof is from before; since then every statement is refused. */
    @Test
    void whatThePortWithholdsIsNotVerified() throws IOException, SQLException {
        try (Connection dba = mesh.superuser()) {
            mesh.execute(dba, "ALTER TABLE " + dataSchema() + ".departures ENABLE ROW LEVEL SECURITY");
            mesh.awaitReason(OutputPort.class, flights, "departures", "UnsafeRelation");
            var cli = cli();
            assertEquals(0, cli.run("who-can", "read", flights + "/departures"), cli.err());
            assertTrue(cli.out().contains("no: UnsafeRelation"), cli.out());
            assertTrue(cli.out().contains("UnsafeRelation: table "), cli.out());
            assertTrue(cli.out().contains("DISABLE ROW LEVEL SECURITY"), cli.out());
            assertEquals(0, cli.run("who-can", flights + "/departures", "-o", "json"), cli.err());
            assertFalse(json(cli).get("granted").get(0).get("verified").asBoolean(), cli.out());
            assertEquals(0, cli.run("access", "--port", flights + "/departures"), cli.err());
            assertTrue(cli.out().contains("no: UnsafeRelation"), cli.out());
            assertTrue(cli.out().contains("DISABLE ROW LEVEL SECURITY"), cli.out());
            assertEquals(1, cli.run("why", insights + "/delays"), cli.out() + cli.err());
            mesh.execute(dba, "ALTER TABLE " + dataSchema() + ".departures DISABLE ROW LEVEL SECURITY");
            mesh.awaitReady(OutputPort.class, flights, "departures");
            mesh.awaitReady(AccessRequest.class, insights, request);
            assertEquals(0, cli.run("who-can", "read", flights + "/departures"), cli.err());
            assertFalse(cli.out().contains("UnsafeRelation"), cli.out());
        }
    }

    @Test
    void whyTellsTheWholeWay() throws IOException {
        var cli = cli();
        assertEquals(0, cli.run("why", insights + "/delays"), cli.out() + cli.err());
        assertTrue(cli.out().contains("Policy allow allows it: 2 clear, 1 masked; rows origin In (JFK)"), cli.out());
        assertTrue(cli.out().contains("refused"), cli.out());
        assertTrue(cli.out().contains("Secret " + insights + "/delays-departures holds the credential"), cli.out());
        assertTrue(cli.out().contains("→"), cli.out());
        String whole = cli.out();
        assertEquals(0, cli.run("why", insights + "/" + request), cli.out() + cli.err());
        assertEquals(whole, cli.out());
        assertEquals(0, cli.run("why", insights + "/departures", "-o", "json"), cli.out() + cli.err());
        assertTrue(json(cli).get("chains").get(0).get("works").asBoolean(), cli.out());
    }

    @Test
    void whySaysWhatIsMissing() {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: AccessRequest
                metadata: {name: billing, namespace: %s}
                spec:
                  portRef: {domain: %s, name: departures, version: v1}
                  purpose: billing
                """.formatted(insights, flights));
        mesh.awaitReason(AccessRequest.class, insights, "billing", "PurposeNotAllowed");
        var cli = cli();
        assertEquals(1, cli.run("why", insights + "/billing"), cli.out() + cli.err());
        assertTrue(cli.out().contains("Policy allow is for purpose delay-analysis, not billing"), cli.out());
        assertTrue(cli.out().contains("flights@example.com"), cli.out());
        assertTrue(cli.out().contains(".status.suggestedPolicy"), cli.out());
        assertEquals(2, cli.run("why", insights + "/delay"), cli.err());
        assertTrue(cli.err().contains("did you mean delays?"), cli.err());
        assertEquals(2, cli.run("why", "insights"), cli.err());
        mesh.delete(AccessRequest.class, insights, "billing");
    }

    /** What pgjdbc says in this very mesh, pasted as it is. */
    @Test
    void whyExplainsWhatTheDriverSays() throws SQLException {
        var cli = cli();
        var secret = mesh.secret(insights, "delays-departures");
        String schema = AccessMesh.value(secret, "schema");
        assertEquals("INNER", kind(cli, secret, "SELECT * FROM " + dataSchema() + ".departures"));
        assertEquals(
                "PORT",
                kind(cli, secret, "SELECT * FROM " + flights.replace('-', '_') + "__departures__v1__port.departures"));
        assertEquals("MISSING_RELATION", kind(cli, secret, "SELECT * FROM nowhere"));
        assertEquals("HIDDEN_COLUMN", kind(cli, secret, "SELECT passenger FROM departures"));
        assertEquals("READ_ONLY", kind(cli, secret, "DELETE FROM departures"));
        assertEquals("TIMEOUT", kind(cli, secret, "SET statement_timeout = 50; SELECT pg_sleep(3)"));
        assertEquals("ENDED_SESSION", kind(cli, secret, "SELECT pg_terminate_backend(pg_backend_pid())"));
        assertEquals("OPERATOR_ONLY", kind(cli, secret, "SELECT * FROM roadstead_meta.grants"));
        assertEquals("HIDDEN_COLUMN", kind(cli, secret, "SELECT missing FROM " + schema + ".departures"));

        Secret wrongly = new SecretBuilder(secret).addToData("password", "eA==").build();
        String wrong = assertThrows(SQLException.class, () -> mesh.login(wrongly))
                        .toString() + "\n  user: " + AccessMesh.value(secret, "username");
        assertEquals(0, cli.run("why", "--error", wrong), cli.err());
        assertTrue(cli.out().contains("restart the program"), cli.out());
        assertTrue(cli.out().contains(insights + "/" + request + " → " + flights + "/departures.v1 works"), cli.out());
    }

    private static String kind(CommandLineUnderTest cli, Secret secret, String sql) {
        String printed = assertThrows(SQLException.class, () -> {
                    try (Connection consumer = mesh.login(secret)) {
                        mesh.execute(consumer, sql);
                    }
                })
                .toString();
        assertEquals(0, cli.run("why", "-o", "json", "--error", printed), printed + cli.err());
        try {
            return json(cli).get("kind").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void lookShowsWhatTheConsumerSees() throws IOException, SQLException {
        var cli = cli();
        assertEquals(0, cli.run("look", flights + "/departures", "--as", insights + "/delays"), cli.out() + cli.err());
        assertTrue(cli.out().contains("JFK"), cli.out());
        assertFalse(cli.out().contains("EWR"), cli.out());
        assertFalse(cli.out().contains("N1"), cli.out());
        assertTrue(cli.err().contains("a key of this run"), cli.err());

        assertEquals(0, look(cli, "-o", "json"), cli.out() + cli.err());
        JsonNode shown = json(cli).get("rows").get(0);
        assertEquals(List.of("id", "tail_number", "origin"), texts(shown.get("columns")));
        assertEquals(1, shown.get("rows").size());
        try (Connection consumer = mesh.login(mesh.secret(insights, "delays-departures"))) {
            JsonNode row = shown.get("rows").get(0);
            assertEquals(
                    mesh.text(consumer, "SELECT id FROM departures"), row.get(0).asText());
            assertEquals(
                    mesh.text(consumer, "SELECT origin FROM departures"),
                    row.get(2).asText());
            String pseudonym = mesh.text(consumer, "SELECT tail_number FROM departures");
            assertEquals(pseudonym.length(), row.get(1).asText().length());
            assertNotEquals(pseudonym, row.get(1).asText());
        }
        assertEquals(0, look(cli, "-o", "csv"), cli.err());
        assertTrue(cli.out().contains("departures,1,origin,JFK"), cli.out());
    }

    @Test
    void lookJudgesAPolicyThatIsNotApplied() throws IOException {
        var cli = cli();
        Path draft = Files.writeString(files.resolve("draft.yaml"), """
                # to be applied one day
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: allow, namespace: %s}
                spec:
                  ports: {names: [departures]}
                  consumers: [{domain: "%s", product: delays}]
                  purposes: [delay-analysis]
                  columns: {allow: ["*"], hide: [{name: origin}]}
                """.formatted(flights, insights));
        assertEquals(0, look(cli, "--policy", draft.toString()), cli.out() + cli.err());
        assertTrue(cli.out().contains("N1") && cli.out().contains("N2"), cli.out());
        assertTrue(cli.out().contains("departures.origin  Hidden"), cli.out());
        assertFalse(cli.out().contains("JFK"), cli.out());
        assertEquals(
                "Ready",
                AccessMesh.condition(mesh.get(AccessRequest.class, insights, request), "Ready")
                        .type());

        Files.writeString(draft, Files.readString(draft).replace("hide:", "hyde:"));
        assertEquals(1, look(cli, "--policy", draft.toString()), cli.out() + cli.err());
        assertTrue(cli.out().contains("invalid") && cli.out().contains("hyde"), cli.out());
        Files.writeString(draft, "kind: Secret\napiVersion: v1\nmetadata: {name: x}\n");
        assertEquals(2, look(cli, "--policy", draft.toString()), cli.out() + cli.err());
        assertEquals(2, look(cli, "--policy", "/nowhere"), cli.out() + cli.err());
    }

    @Test
    void lookSaysWhyNothingWouldBeShown() throws IOException {
        var cli = cli();
        assertEquals(1, look(cli, "--purpose", "billing"), cli.err());
        assertTrue(cli.out().contains("not for purpose \"billing\""), cli.out());
        assertTrue(cli.out().contains("departures.id           Hidden"), cli.out());
        assertEquals(2, cli.run("look", flights + "/departures", "--as", insights + "/nobody"), cli.out());
        assertTrue(cli.err().contains("--purpose"), cli.err());
        assertEquals(2, look(cli, "--writer", "airflw"), cli.out());
        assertTrue(cli.err().contains("did you mean airflow?"), cli.err());
        assertEquals(2, look(cli, "--rows", "0"), cli.out());

        mesh.operator()
                .admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("decides")
                        .withNamespace(flights)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "roadstead-steward")
                        .addNewSubject("", "ServiceAccount", "steward", flights)
                        .build())
                .create();
        var steward = CommandLineUnderTest.as(mesh.operator(), flights, "steward", files);
        assertEquals(0, look(steward, "--purpose", "delay-analysis"), steward.out() + steward.err());
        assertTrue(steward.err().contains("may not read Secret " + flights + "/nyc-main-airflow"), steward.err());
        assertFalse(steward.out().contains("JFK\n"), steward.out());
    }

    private static int look(CommandLineUnderTest cli, String... options) {
        var words = new ArrayList<>(List.of("look", flights + "/departures", "--as", insights + "/delays"));
        words.addAll(List.of(options));
        return cli.run(words.toArray(String[]::new));
    }

    @Test
    void wrongNamesAreUsageErrorsThatSayWhatIsNear() {
        var cli = cli();
        assertEquals(2, cli.run("who-can", "read", flights + "/departure"));
        assertTrue(cli.err().contains("did you mean departures?"), cli.err());
        assertEquals(2, cli.run("who-can", "read", flights + "/departures.tailnumber"));
        assertTrue(cli.err().contains("did you mean tail_number?"), cli.err());
        assertEquals(2, cli.run("who-can", "write", flights + "/departures"));
        assertEquals(2, cli.run("who-can", "departures"));
        assertEquals(2, cli.run("access", "-o", "xml"));
        assertEquals(2, cli.run("access", "--domain", "nobody"));
        assertTrue(cli.err().contains("there is no domain nobody; "), cli.err());
        assertEquals(2, cli.run("access", "--port", flights + "/departurs"));
        assertTrue(cli.err().contains("did you mean departures?"), cli.err());
        assertEquals(2, cli.run("access", "--port", flights + "/departures.v9"));
        assertEquals(2, cli.run("access", "--port", flights + "/departures.tail_number"));
        assertTrue(cli.err().contains("tail_number is a column; access is granted to versions"), cli.err());
        assertEquals(0, cli.run("access", "--port", flights + "/departures.v1"));
        assertTrue(cli.out().contains("product " + insights + "/delays"), cli.out());
    }

    @Test
    void fewRightsGiveAnAnswerThatSaysWhatItLacks() throws IOException {
        mesh.operator()
                .admin()
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("reads")
                        .withNamespace(insights)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "roadstead-consumer")
                        .addNewSubject("", "ServiceAccount", "default", insights)
                        .build())
                .create();
        var cli = CommandLineUnderTest.as(mesh.operator(), insights, "default", files);
        assertEquals(0, cli.run("access", "--domain", insights), cli.err());
        assertTrue(cli.out().contains("product " + insights + "/delays"), cli.out());
        assertTrue(
                cli.err().contains("may list accessrequests.roadstead.dev only in namespace " + insights), cli.err());
        assertTrue(cli.err().contains("roadstead-auditor"), cli.err());
        assertEquals(0, cli.run("access", "--domain", insights, "--verify"), cli.err());
        assertTrue(cli.out().contains("not asked"), cli.out());
        assertTrue(cli.err().contains("kubectl -n " + mesh.operator().namespace() + " exec"), cli.err());
        assertEquals(0, cli.run("why", insights + "/delays"), cli.out() + cli.err());
        assertTrue(cli.out().contains("Approved"), cli.out());
        assertTrue(cli.out().contains("your account may not see it"), cli.out());
        assertEquals(3, cli.run("why", flights + "/delays"), cli.out());
        assertEquals(3, cli.run("who-can", "read", flights + "/departures"));
        assertTrue(cli.err().contains("may not list OutputPorts in namespace " + flights), cli.err());
    }

    private static CommandLineUnderTest cli() {
        return CommandLineUnderTest.asAdmin(mesh.operator());
    }

    private static String dataSchema() {
        return flights.replace('-', '_') + "__nyc__main__data";
    }

    private static JsonNode json(CommandLineUnderTest cli) throws IOException {
        return new JsonMapper().readTree(cli.out());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
