package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a snapshot costs does not grow with what it shows. */
class SnapshotCostIT {

    @Test
    void aSnapshotTakesAsManyQueriesForThreeHundredGrantsAsForTen() throws SQLException {
        try (Mesh mesh = new Mesh(DevelopmentPostgres.shared())) {
            mesh.provision();
            grant(mesh, 0, 10);
            int few = queries(mesh, 10);
            grant(mesh, 10, 300);
            int many = queries(mesh, 300);
            assertEquals(few, many);
            assertTrue(few > 10, "the counter counts nothing: " + few);
        }
    }

    private static void grant(Mesh mesh, int from, int to) {
        // All at once: what waits together is served by one pass.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(from, to)
                    .forEach(i -> threads.execute(() -> mesh.backend.grant(Mesh.wish(
                            new Subject("insights", Subject.Kind.PRODUCT, "product-" + i),
                            Mesh.lens(Map.of()),
                            null))));
        }
    }

    private static int queries(Mesh mesh, int grants) throws SQLException {
        AtomicInteger count = new AtomicInteger();
        try (Connection connection = mesh.database.operator()) {
            String id = Mesh.rows(connection, "SELECT store_id FROM roadstead_meta.store")
                    .getFirst();
            Connection counted = counted(connection, Connection.class, count);
            SnapshotReader reader = new SnapshotReader(
                    new Names(id),
                    mesh.database.name(),
                    DevelopmentPostgres.shared().version());
            Snapshot snapshot = reader.read(counted);
            assertEquals(grants, snapshot.grants().size());
            assertTrue(
                    new DriftPlanner(
                                    new Names(id),
                                    mesh.settings(),
                                    DevelopmentPostgres.shared().version())
                            .find(snapshot, snapshot)
                            .isEmpty(),
                    "something is odd in a store nobody touched");
            return count.get();
        }
    }

    /** Counts what is executed on the connection and on its statements. */
    private static <T> T counted(T target, Class<T> type, AtomicInteger count) {
        return type.cast(Proxy.newProxyInstance(
                SnapshotCostIT.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        count.incrementAndGet();
                    }
                    Object result;
                    try {
                        result = method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    return switch (result) {
                        case PreparedStatement s -> counted(s, PreparedStatement.class, count);
                        case Statement s -> counted(s, Statement.class, count);
                        case null, default -> result;
                    };
                }));
    }
}
