package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Consumers that open all connections of the server: nobody is granted less for it, and whoever must go goes. */
class ConnectionsTakenIT {
    private static final String PASSWORD = "consumer-password-";
    private static final String FULL = "53300";

    private final List<Subject> crowd = List.of(subject("crowd-a"), subject("crowd-b"), subject("crowd-c"));
    private final List<Connection> taken = new ArrayList<>();
    private Mesh mesh;
    private String reader;

    @BeforeEach
    void fill() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.of(DevelopmentPostgres.DEFAULT_VERSION, "max_connections=24"));
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        reader = mesh.backend
                .grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), null))
                .login();
        for (Subject subject : crowd) {
            String login = mesh.backend
                    .grant(Mesh.wish(subject, Mesh.lens(Map.of()), null))
                    .login();
            takeAll(login, PASSWORD + subject.name());
        }
        assertEquals(FULL, refusal(() -> mesh.login(reader, PASSWORD + "delays")));
    }

    @AfterEach
    void closeMesh() throws SQLException {
        letGo();
        mesh.close();
    }

    @Test
    void aProofThatFindsNoConnectionSaysSoAndDoubtsNoCredential() throws SQLException {
        Proof proof = mesh.backend.verify(Mesh.key(Mesh.DELAYS), PASSWORD + "delays");
        assertFalse(proof.ok());
        assertEquals(Proof.TOO_MANY_CONNECTIONS, proof.reason());
        assertTrue(proof.message().startsWith("the server has no connection free"), proof.message());
        var asked = assertThrows(BackendException.class, () -> mesh.backend.logsIn(reader, PASSWORD + "delays"));
        assertTrue(asked.retryable(), "it is asked again, and no other password set: " + asked.reason());

        letGo();
        assertTrue(
                mesh.backend.verify(Mesh.key(Mesh.DELAYS), PASSWORD + "delays").ok());
        assertTrue(mesh.backend.logsIn(reader, PASSWORD + "delays"));
    }

    @Test
    void accessIsGrantedNarrowedAndEndedAllTheSame() throws SQLException {
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of("note", Effect.HIDDEN)), null));
        Subject first = crowd.getFirst();
        int before = taken.size();
        mesh.backend.release(Mesh.key(first));
        assertTrue(open() < before, "its sessions have ended");
        assertTrue(
                mesh.backend.verify(Mesh.key(Mesh.DELAYS), PASSWORD + "delays").ok());
        for (Subject subject : crowd) {
            mesh.backend.release(Mesh.key(subject));
        }
        assertEquals(0, open());
    }

    private int open() throws SQLException {
        int open = 0;
        for (Connection connection : taken) {
            open += connection.isValid(5) ? 1 : 0;
        }
        return open;
    }

    private void takeAll(String login, String password) throws SQLException {
        while (true) {
            try {
                taken.add(mesh.login(login, password));
            } catch (SQLException e) {
                assertEquals(FULL, e.getSQLState(), e.getMessage());
                return;
            }
        }
    }

    private void letGo() throws SQLException {
        for (Connection connection : taken) {
            connection.close();
        }
        taken.clear();
    }

    private interface Attempt {
        Connection open() throws SQLException;
    }

    private static String refusal(Attempt attempt) {
        return assertThrows(SQLException.class, () -> attempt.open().close()).getSQLState();
    }

    private static Subject subject(String name) {
        return new Subject("insights", Subject.Kind.PRODUCT, name);
    }
}
