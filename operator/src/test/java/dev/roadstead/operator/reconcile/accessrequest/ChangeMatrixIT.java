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
 * The tables of the page on changes, before a real API server: whoever reads, and whether the API server can ask the operator or
 * not. Each cell of the first is a port of its own, and all are changed at once; the second only asks.
 */
class ChangeMatrixIT {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String HELD = "held";
    private static final String PASSES = "passes";
    private static final String REFUSED = "refused";

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

        String expected(String nobody, String others, String reader) {
            return switch (this) {
                case NOBODY -> nobody;
                case BLIND, FRUGAL -> others;
                case READER -> reader;
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
            return readers.expected(row.nobody(), row.others(), row.reader());
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
            compareMoves("with the webhook");
        }
        awaitAsked(false);
        compareMoves("without the webhook");
        assertEquals(generations(before), generations(ports()), "nothing was stored");

        cells.parallelStream().forEach(cell -> change(cell, false));
        awaitTold();
        Map<String, OutputPort> after = ports();
        Map<String, Contract> kept = kept();
        cells.forEach(cell -> compare(
                cell, "without the webhook", served(cell, before.get(cell.port()), after.get(cell.port()), kept)));
        assertEquals("", String.join("\n", differences));
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
        Stream.of(Readers.values()).map(this::movable).forEach(mesh::applyText);
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

    /** A product with a port of the same name: two versions in one of two stores. */
    private String movable(Readers readers) {
        String columns = "{name: rest, logicalType: string}, {name: c, logicalType: string}";
        String contract = "{schema: [{name: departures, physicalName: moved_%s, properties: [%s]}]}"
                .formatted(readers.product(), columns);
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %1$s, namespace: %2$s}
                spec: {stores: [{name: main, storeClassName: %3$s}, {name: side, storeClassName: %3$s}]}
                ---
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  dataProductName: %1$s
                  store: main
                  versions: [{name: v1, contract: %4$s}, {name: v2, contract: %4$s}]
                """.formatted(movable(readers.product()), flights, mesh.storeClass(), contract);
    }

    private static String movable(String product) {
        return "moved-" + product;
    }

    private void read(Readers readers, String more) {
        mesh.applyText("""
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %s, namespace: %s}
                spec:
                  inputs:
                """.formatted(readers.product(), insights)
                + input("moved", movable(readers.product()), more)
                + cells.stream()
                        .filter(cell -> cell.readers() == readers)
                        .map(cell -> input("r" + cell.line(), cell.port(), more))
                        .collect(Collectors.joining()));
    }

    private String input(String name, String port, String more) {
        return "  - {name: %s, portRef: {domain: %s, name: %s, version: v1}, purpose: test%s}%n"
                .formatted(name, flights, port, more);
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

    private void compareMoves(String when) {
        ChangesPage.moves()
                .forEach(move -> Stream.of(Readers.values()).forEach(readers -> {
                    String expected = readers.expected(move.nobody(), move.others(), move.reader());
                    String found = answer(move, readers, refusal(move, readers));
                    if (!found.equals(expected)) {
                        differences.add(move.change() + ", read by " + readers.words + " " + when + ": the page says "
                                + expected + ", but " + found);
                    }
                }));
    }

    /** The operator has no say in it, and whom it would hit is named where it matters. */
    private String answer(ChangesPage.Move move, Readers readers, String refusal) {
        if (refusal.isEmpty()) {
            return PASSES;
        }
        boolean named = !move.nobody().equals(PASSES) || refusal.contains(insights + "/" + readers.product());
        return refusal.contains("is invalid: ") && !refusal.contains("admission webhook") && named
                ? REFUSED
                : "refused: " + refusal;
    }

    private String refusal(ChangesPage.Move move, Readers readers) {
        String patch = serialization.asJson(serialization.unmarshal("- " + move.patch(), List.class));
        Class<? extends HasMetadata> kind = Stream.of(OutputPort.class, DataProduct.class)
                .filter(type -> type.getSimpleName().equals(move.kind()))
                .findFirst()
                .orElseThrow();
        return refusal(kind, movable(readers.product()), true, patch);
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

    private String refusal(Cell cell, boolean dryRun, String field, String value) {
        return refusal(
                OutputPort.class,
                cell.port(),
                dryRun,
                "[{\"op\": \"add\", \"path\": \"" + field + "\", \"value\": " + value + "}]");
    }

    /** Why it is not stored; empty if it is. */
    private String refusal(Class<? extends HasMetadata> kind, String name, boolean dryRun, String patch) {
        var context = new PatchContext.Builder().withPatchType(PatchType.JSON);
        if (dryRun) {
            context.withDryRun(List.of("All"));
        }
        try {
            mesh.operator()
                    .admin()
                    .resources(kind)
                    .inNamespace(flights)
                    .withName(name)
                    .patch(context.build(), patch);
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
                cells.stream().filter(cell -> cell.readers() != Readers.NOBODY).count()
                        + Readers.values().length
                        - 1
                        - requests.size();
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
