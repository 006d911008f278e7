package dev.roadstead.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between an operator and PostgreSQL, tells {@link Effects} of each transaction that changed something as soon as
 * the server has committed it, and breaks all connections when the operator is to die. Without TLS only.
 */
public final class PostgresProxy implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final Set<String> HARMLESS = Set.of("SELECT", "SHOW", "SET", "BEGIN", "RESET", "LOCK", "ROLLBACK");

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final Effects effects = new Effects(this::cut);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public PostgresProxy(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            this.listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("postgres-proxy").start(this::accept);
    }

    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    public Effects effects() {
        return effects;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (!effects.allowed()) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(host, port);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> pump(client, server, () -> copy(client, server)));
                Thread.ofVirtual().start(() -> pump(client, server, () -> watch(server, client)));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private interface Pump {
        void run() throws IOException;
    }

    private void pump(Socket client, Socket server, Pump pump) {
        try (client;
                server) {
            pump.run();
        } catch (IOException e) {
            // One side has gone; the other goes with it.
        } finally {
            open.remove(client);
            open.remove(server);
        }
    }

    private void copy(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            if (!effects.allowed()) {
                return;
            }
            out.write(buffer, 0, n);
            out.flush();
        }
    }

    /** Server messages are a type, a length that counts itself, and a body; C is the end of a command. */
    private void watch(Socket from, Socket to) throws IOException {
        var in = new DataInputStream(new java.io.BufferedInputStream(from.getInputStream(), BUFFER));
        var out = new DataOutputStream(new java.io.BufferedOutputStream(to.getOutputStream(), BUFFER));
        boolean changed = false;
        for (int type = in.read(); type >= 0; type = in.read()) {
            int length = in.readInt();
            byte[] body = in.readNBytes(length - 4);
            if (type == 'C') {
                String command = new String(body, 0, body.length - 1, StandardCharsets.UTF_8);
                String verb = command.split(" ", 2)[0];
                if (verb.equals("COMMIT") && changed) {
                    effects.happened("COMMIT");
                }
                changed = !verb.equals("COMMIT") && !verb.equals("ROLLBACK") && (changed || !HARMLESS.contains(verb));
                if (!effects.allowed()) {
                    return;
                }
            }
            out.writeByte(type);
            out.writeInt(length);
            out.write(body);
            if (in.available() == 0) {
                out.flush();
            }
        }
    }

    private void cut() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
