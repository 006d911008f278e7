package dev.roadstead.operator.postgres;

import dev.roadstead.operator.history.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Histories of long ago. Only a superuser can make them, and only with all hashes made anew. */
public final class Past {
    private static final String HASH =
            "sha256(convert_to(roadstead_history.canonical(%s, %s, %s, %s, %s, %s), 'UTF8'))";

    private Past() {}

    /** An entry as if it had been written then. */
    static void append(Connection dba, Instant at, Event event, String grant, String body) throws SQLException {
        String hash = HASH.formatted(
                "n.seq",
                Sql.time(at),
                Sql.text(event.wireName()),
                Sql.text(grant),
                Sql.text(body) + "::jsonb",
                "n.prev");
        Mesh.execute(
                dba,
                "INSERT INTO roadstead_history.entry SELECT n.seq, " + Sql.time(at) + ", " + Sql.text(event.wireName())
                        + ", " + Sql.text(grant) + ", " + Sql.text(body) + "::jsonb, n.prev, " + hash
                        + " FROM (SELECT coalesce(max(e.seq), 0) + 1 AS seq, coalesce((SELECT hash FROM"
                        + " roadstead_history.entry ORDER BY seq DESC LIMIT 1), ''::bytea) AS prev"
                        + " FROM roadstead_history.entry e) n");
    }

    static void clear(Connection dba) throws SQLException {
        Mesh.execute(
                dba,
                "ALTER TABLE roadstead_history.entry DISABLE TRIGGER USER; TRUNCATE roadstead_history.entry;"
                        + " ALTER TABLE roadstead_history.entry ENABLE TRIGGER USER");
    }

    /** Lets time pass: everything that was written is so much older. For a history of which nothing was pruned. */
    public static void age(Connection dba, Duration by) throws SQLException {
        String at = "e.at - make_interval(secs => " + by.toSeconds() + ")";
        Mesh.execute(
                dba,
                "ALTER TABLE roadstead_history.entry DISABLE TRIGGER USER;"
                        + " DO $$ DECLARE e record; p bytea := ''; BEGIN"
                        + " FOR e IN SELECT * FROM roadstead_history.entry ORDER BY seq LOOP"
                        + " UPDATE roadstead_history.entry n SET at = " + at + ", prev = p, hash = "
                        + HASH.formatted("e.seq", at, "e.event", "e.grant_key", "e.body", "p")
                        + " WHERE n.seq = e.seq RETURNING n.hash INTO p;"
                        + " END LOOP; END $$;"
                        + " ALTER TABLE roadstead_history.entry ENABLE TRIGGER USER");
    }
}
