package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.ConditionedStatus;
import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.contract.change.ChangesPage;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.TestCertificate;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole table of the page on changes, before a real API server: whoever reads, and whether the API server can ask the operator
 * or not. Each cell is a port of its own, and all are changed at once.
 */
class ChangeMatrixIT {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String HELD = "held";
    private static final String PASSES = "passes";

    /** Who is granted access to a port, by the name of the product that reads. A line of the table has one kind of others. */
    private enum Readers {
        NOBODY("nobody"),
        /** Does not see the column. */
        BLIND("others, who can't see c,"),
        /** Has said that he uses others. */
        FRUGAL("others, who use other columns,"),
        READER("somebody");

        private final String words;

        Readers(String words) {
            this.words = words;
        }

        String expected(ChangesPage.Row row) {
            return switch (this) {
                case NOBODY -> row.nobody();
                case BLIND, FRUGAL -> row.others();
                case READER -> row.reader();
            };
        }

        String product() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Cell(int line, ChangesPage.Row row, Readers readers) {

        String port() {
            return "r" + line + "-" + readers.product();
        }

        String contract(String cell) {
            return ChangesPage.document(cell, port().replace('-', '_'));
        }

        String expected() {
            return readers.expected(row);
        }

        @Override
        public String toString() {
            return row.change() + ", read by " + readers.words;
        }
    }

    @TempDir
    private static Path directory;

    private static TestCertificate certificate;
    private static AccessMesh mesh;

    private final List<Cell> cells = cells();
    private final List<String> differences = new ArrayList<>();
    private final KubernetesSerialization serialization =
            mesh.operator().admin().getKubernetesSerialization();
    private String flights;
    private String insights;

    @BeforeAll
    static void start() {
        certificate = TestCertificate.make();
        mesh = AccessMesh.start(
                new PostgresFactory(Clock.systemUTC(), new SecureRandom()),
                TestCertificate.settings(certificate.write(directory)));
    }

    @AfterAll
    static void stop() throws Exception {
        mesh.close();
    }

    /** So much takes its time on a busy machine, longer than others wait for theirs. */
    @AfterEach
    void release() {
        for (Class<? extends HasMetadata> kind :
                List.of(DataProduct.class, AccessRequest.class, Policy.class, OutputPort.class)) {
            mesh.deleteLater(kind, flights);
            mesh.deleteLater(kind, insights);
        }
        await("all is gone")
                .atMost(PATIENCE)
                .pollInterval(PAUSE)
                .until(() -> ports().isEmpty() && requests().isEmpty());
    }

    @Test
    void theTableHoldsWithTheWebhookAndWithout() throws Exception {
        publish();
        Map<String, OutputPort> before = ports();

        try (var _ = mesh.operator().ask(certificate.pem())) {
            awaitAsked(true);
            Map<Cell, String> answers = cells.parallelStream()
                    .collect(Collectors.toMap(cell -> cell, cell -> answer(cell, change(cell, true))));
            cells.forEach(cell -> compare(cell, "with the webhook", answers.get(cell)));
        }
        awaitAsked(false);
        assertEquals(generations(before), generations(ports()), "nothing was stored");

        cells.parallelStream().forEach(cell -> change(cell, false));
        awaitTold();
        Map<String, OutputPort> after = ports();
        Map<String, Contract> kept = kept();
        cells.forEach(cell -> compare(
                cell, "without the webhook", served(cell, before.get(cell.port()), after.get(cell.port()), kept)));
        assertEquals("", String.join("\n", differences), () -> differences.size() + " of " + 2 * cells.size());
    }

    private static List<Cell> cells() {
        List<ChangesPage.Row> rows = ChangesPage.rows().toList();
        return IntStream.range(0, rows.size())
                .boxed()
                .flatMap(line -> Stream.of(
                                Readers.NOBODY, line % 2 == 0 ? Readers.BLIND : Readers.FRUGAL, Readers.READER)
                        .map(readers -> new Cell(line, rows.get(line), readers)))
                .toList();
    }

    private void publish() {
        flights = mesh.newDomain("flights");
        insights = mesh.newDomain("insights");
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: nyc, namespace: %s}
                spec: {stores: [{name: main, storeClassName: %s}]}
                """.formatted(flights, mesh.storeClass()));
        allow(Readers.BLIND, "hide: [{name: c}]");
        allow(Readers.FRUGAL, "");
        allow(Readers.READER, "");
        cells.parallelStream().forEach(cell -> mesh.applyText(port(cell)));
        read(Readers.BLIND, "");
        read(Readers.FRUGAL, ", columns: [rest]");
        read(Readers.READER, "");
        awaitTold();
    }

    private void allow(Readers readers, String more) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: %s, namespace: %s}
                spec:
                  ports: {names: ["*"]}
                  consumers: [{domain: %s, product: %s}]
                  purposes: ["*"]
                  columns:
                    allow: ["*"]
                    unclassified: Clear
                    %s
                """.formatted(readers.product(), flights, insights, readers.product(), more));
    }

    private String port(Cell cell) {
        return Departures.contracted(
                flights, cell.port(), cell.contract(cell.row().before()));
    }

    private void read(Readers readers, String more) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %s, namespace: %s}
                spec:
                  inputs:
                """.formatted(readers.product(), insights)
                + cells.stream()
                        .filter(cell -> cell.readers() == readers)
                        .map(cell -> "  - {name: r%d, portRef: {domain: %s, name: %s, version: v1}, purpose: test%s}%n"
                                .formatted(cell.line(), flights, cell.port(), more))
                        .collect(Collectors.joining()));
    }

    /** The API server learns of the configuration by and by. */
    private void awaitAsked(boolean asked) {
        String field = "/spec/versions/0/contract/schema/0/properties/0/physicalType";
        await("asked: " + asked)
                .atMost(AccessMesh.SOON)
                .until(() -> refusal(cells.getFirst(), true, field, "\"texxt\"").isEmpty(), is -> is != asked);
    }

    private void compare(Cell cell, String when, String found) {
        if (!found.equals(cell.expected())) {
            differences.add(cell + " " + when + ": the page says " + cell.expected() + ", but " + found);
        }
    }

    private String answer(Cell cell, String refusal) {
        if (refusal.isEmpty()) {
            return PASSES;
        }
        return refusal.contains("denied the request") && refusal.contains(hit(cell)) ? HELD : "refused: " + refusal;
    }

    private String hit(Cell cell) {
        return "(read by " + insights + "/" + cell.readers().product() + ")";
    }

    private String change(Cell cell, boolean dryRun) {
        Contract contract = serialization.unmarshal(cell.contract(cell.row().after()), Contract.class);
        return refusal(cell, dryRun, "/spec/versions/0/contract", serialization.asJson(contract));
    }

    /** Why it is not stored; empty if it is. */
    private String refusal(Cell cell, boolean dryRun, String field, String value) {
        var context = new PatchContext.Builder().withPatchType(PatchType.JSON);
        if (dryRun) {
            context.withDryRun(List.of("All"));
        }
        try {
            mesh.operator()
                    .admin()
                    .resources(OutputPort.class)
                    .inNamespace(flights)
                    .withName(cell.port())
                    .patch(
                            context.build(),
                            "[{\"op\": \"add\", \"path\": \"" + field + "\", \"value\": " + value + "}]");
            return "";
        } catch (KubernetesClientException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Each port is told of its spec, each request is granted, and nothing moves any more. */
    private void awaitTold() {
        await("all is told and granted")
                .atMost(PATIENCE)
                .pollInterval(PAUSE)
                .untilAsserted(() -> assertEquals("", untold()));
        mesh.settle();
        assertEquals("", untold());
    }

    private String untold() {
        List<AccessRequest> requests = requests();
        long missing =
                cells.stream().filter(cell -> cell.readers() != Readers.NOBODY).count() - requests.size();
        return Stream.of(
                        missing == 0 ? Stream.<String>empty() : Stream.of(missing + " requests are missing"),
                        ports().values().stream()
                                .filter(port -> AccessMesh.condition(port, "Ready") == null
                                        || !Objects.equals(
                                                AccessMesh.condition(port, "Ready")
                                                        .observedGeneration(),
                                                port.getMetadata().getGeneration()))
                                .map(ChangeMatrixIT::told),
                        requests.stream()
                                .filter(request -> !is("True", request, "Ready"))
                                .map(ChangeMatrixIT::told))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private static <S extends ConditionedStatus> boolean is(
            String status, CustomResource<?, S> object, String condition) {
        Condition found = AccessMesh.condition(object, condition);
        return found != null && found.status().equals(status);
    }

    private static String told(CustomResource<?, ? extends ConditionedStatus> object) {
        return object.getMetadata().getName() + ": " + AccessMesh.condition(object, "Accepted") + " "
                + AccessMesh.condition(object, "Ready");
    }

    /** What is served after a change that nobody could refuse. */
    private String served(Cell cell, OutputPort before, OutputPort after, Map<String, Contract> kept) {
        OutputPortStatus.Version was = before.getStatus().versions().getFirst();
        OutputPortStatus.Version now = after.getStatus().versions().getFirst();
        Condition accepted = AccessMesh.condition(after, "Accepted");
        if (is("True", after, "Ready")
                && "v1".equals(after.getStatus().serving())
                && contract(after).equals(kept.get(now.revisionName()))) {
            return PASSES;
        }
        return is("False", after, "Accepted")
                        && accepted.reason().equals("BreakingChange")
                        && accepted.message().contains(hit(cell))
                        && "v1".equals(after.getStatus().serving())
                        && Objects.equals(was.contractHash(), now.contractHash())
                        && Objects.equals(was.revisionName(), now.revisionName())
                        && contract(before).equals(kept.get(now.revisionName()))
                ? HELD
                : told(after) + " " + now;
    }

    private static Contract contract(OutputPort port) {
        return port.getSpec().versions().getFirst().contract();
    }

    /** The contracts that are served, by the names of their revisions. */
    private Map<String, Contract> kept() {
        return mesh.operator().admin().apps().controllerRevisions().inNamespace(flights).list().getItems().stream()
                .collect(Collectors.toMap(
                        revision -> revision.getMetadata().getName(),
                        revision -> serialization.unmarshal(serialization.asJson(revision.getData()), Contract.class)));
    }

    private Map<String, OutputPort> ports() {
        return mesh.operator().admin().resources(OutputPort.class).inNamespace(flights).list().getItems().stream()
                .collect(Collectors.toMap(port -> port.getMetadata().getName(), port -> port));
    }

    private static Map<String, Long> generations(Map<String, OutputPort> ports) {
        return ports.values().stream()
                .collect(Collectors.toMap(
                        port -> port.getMetadata().getName(),
                        port -> port.getMetadata().getGeneration()));
    }

    private List<AccessRequest> requests() {
        return mesh.operator()
                .admin()
                .resources(AccessRequest.class)
                .inNamespace(insights)
                .list()
                .getItems();
    }
}
