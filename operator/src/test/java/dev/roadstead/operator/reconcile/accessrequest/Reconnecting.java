package dev.roadstead.operator.reconcile.accessrequest;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A program that opens a session again and again with what its Secret holds. It sees a Secret late, as a mounted one is
 * seen: what it goes by may be as old as {@link #LAG}.
 */
final class Reconnecting implements AutoCloseable {

    static final Duration LAG = Duration.ofSeconds(2);

    interface Work {
        void with(Connection connection) throws SQLException;
    }

    private final AccessMesh mesh;
    private final String namespace;
    private final String name;
    private final Work work;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Set<String> logins = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Thread thread;
    private volatile boolean closed;
    private volatile String login = "";

    Reconnecting(AccessMesh mesh, String namespace, String name, Work work) {
        this.mesh = mesh;
        this.namespace = namespace;
        this.name = name;
        this.work = work;
        this.thread = Thread.ofPlatform().name("reconnecting-" + name).daemon().start(this::run);
    }

    private void run() {
        Secret secret = mesh.secret(namespace, name);
        long read = System.nanoTime();
        while (!closed) {
            if (System.nanoTime() - read > LAG.toNanos()) {
                secret = mesh.secret(namespace, name);
                read = System.nanoTime();
            }
            open(secret);
        }
    }

    private void open(Secret secret) {
        if (secret == null) {
            failures.add("no Secret");
            return;
        }
        try (Connection connection = mesh.login(secret)) {
            work.with(connection);
            login = AccessMesh.value(secret, "username");
            logins.add(login);
            sessions.incrementAndGet();
        } catch (SQLException e) {
            failures.add(AccessMesh.value(secret, "username") + " " + e);
        }
    }

    /** Waits until it goes by another login than this. */
    String awaitOther(String former) {
        return await("the program sees another login than " + former)
                .atMost(AccessMesh.SOON)
                .until(() -> login, current -> !current.isEmpty() && !current.equals(former));
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    int sessions() {
        return sessions.get();
    }

    Set<String> logins() {
        return Set.copyOf(logins);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
