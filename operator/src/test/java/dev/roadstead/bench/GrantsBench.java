package dev.roadstead.bench;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestSpec;
import dev.roadstead.api.v1alpha1.PortRef;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.SqlLog;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what grants cost: {@code src/bench/grants}. */
@Command(name = "grants")
public final class GrantsBench implements Runnable {

    /** At most; no more than are measured. */
    private static final int WARM_UP = 40;

    private static final int CLIENTS = 16;
    private static final int STUCK_SECONDS = 120;

    @Option(names = "--requests")
    int requests = 1000;

    @Option(names = "--json")
    boolean json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GrantsBench()).execute(arguments));
    }

    @Override
    public void run() {
        if (requests < 1) {
            throw new CommandLine.ParameterException(new CommandLine(this), "--requests takes a number from 1 on");
        }
        try (SqlLog sql = SqlLog.start()) {
            GrantsResult result = measure(sql);
            System.out.println(json ? result.json() : result.text());
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private GrantsResult measure(SqlLog sql) throws SQLException, InterruptedException, IOException {
        say("starting an API server, PostgreSQL " + DevelopmentPostgres.DEFAULT_VERSION + " and the operator");
        var mesh = new BenchMesh();
        int warmUp = Math.min(WARM_UP, requests);
        say("warming up with " + warmUp + " requests");
        ask(mesh, "warm", warmUp).close();

        mesh.operator().requests().clear();
        int transactionsBefore = sql.transactions().size();
        int sessionsBefore = sql.sessions().size();
        long statementsBefore = sql.statements();
        say("creating " + requests + " requests");
        long start = System.nanoTime();
        try (ReadyWatch watch = ask(mesh, "bench", requests)) {
            double seconds = (System.nanoTime() - start) / 1e9;
            say(String.format("%d ready in %.1f s", requests, seconds));
            long rss = rss();
            long statements = sql.statements() - statementsBefore;
            int most = sql.most();
            List<String> writes = mesh.operator().requests().writes();
            mesh.operator().stop();
            List<SqlLog.Transaction> transactions = sql.transactions();
            List<SqlLog.Session> sessions = sql.sessions();
            int transactionsAfter = transactions.size();

            say("measuring the floors: the same API objects, then the same SQL");
            double apiSeconds = apiFloor(mesh);
            var floor = new SqlFloor(mesh.database(), mesh.database().server().newMeshDatabase());
            String operator = mesh.database().server().operatorUser();
            floor.replay(grants(operator, transactions.subList(0, transactionsBefore)));
            double sqlSeconds = floor.run(
                    grants(operator, transactions.subList(transactionsBefore, transactionsAfter)),
                    sessions.subList(sessionsBefore, sessions.size()).stream()
                            .filter(session -> !session.user().equals(operator))
                            .toList());
            return new GrantsResult(
                    requests,
                    seconds,
                    perRequest(writes),
                    (double) statements / requests,
                    transactionsAfter - transactionsBefore,
                    most,
                    watch.quantile(0.5),
                    watch.quantile(0.99),
                    rss,
                    requests / apiSeconds,
                    requests / sqlSeconds);
        }
    }

    /** Without what belongs to the installation, and to the making of the database: the fresh store has its own. */
    private static List<SqlLog.Transaction> grants(String operator, List<SqlLog.Transaction> transactions) {
        return transactions.stream()
                .filter(transaction -> transaction.user().equals(operator))
                .filter(transaction -> transaction.texts().stream()
                        .noneMatch(text -> text.contains("CREATE SCHEMA roadstead_meta;")
                                || text.startsWith("UPDATE roadstead_meta.fence")))
                .toList();
    }

    /** Events are counted apart in {@link GrantsResult}: they are a courtesy, and not written for long. */
    private double perRequest(List<String> writes) {
        return (double) writes.stream()
                        .filter(line -> !line.contains("/events"))
                        .count()
                / requests;
    }

    private double apiFloor(BenchMesh mesh) throws InterruptedException {
        var floor = new ApiFloor(mesh.client(), mesh.namespace(0), "warm-0");
        say("of each request the operator has also written " + floor.events() + " Events; the floor has them too");
        Parallel.forEach(
                CLIENTS, numbers(WARM_UP), number -> floor.write(mesh.namespace(number), "floor-warm-" + number));
        return Parallel.forEach(
                CLIENTS, numbers(requests), number -> floor.write(mesh.namespace(number), "floor-" + number));
    }

    private static ReadyWatch ask(BenchMesh mesh, String prefix, int count) throws InterruptedException {
        var watch = new ReadyWatch(mesh.client());
        Parallel.forEach(CLIENTS, numbers(count), number -> {
            String name = prefix + "-" + number;
            watch.created(name);
            mesh.client()
                    .resource(request(mesh.namespace(number), name, mesh.portDomain(number)))
                    .create();
        });
        int before = -1;
        long moved = System.nanoTime();
        for (int ready = watch.ready(); ready < count; ready = watch.ready()) {
            if (ready != before) {
                before = ready;
                moved = System.nanoTime();
                say(ready + " of " + count + " ready");
            } else if (System.nanoTime() - moved > STUCK_SECONDS * 1_000_000_000L) {
                throw new IllegalStateException(
                        "only " + ready + " of " + count + " became ready, none in the last " + STUCK_SECONDS + " s");
            }
            Thread.sleep(500);
        }
        return watch;
    }

    static AccessRequest request(String namespace, String name, String portDomain) {
        var request = new AccessRequest();
        request.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        request.setSpec(new AccessRequestSpec(
                new PortRef(portDomain, "readings", "v1"), "measuring", null, List.of(), null, null, null, null));
        return request;
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Of this process: the operator, and what drives and counts it. */
    private static long rss() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static void say(String text) {
        System.err.println(text);
    }
}
