package dev.roadstead.operator.reconcile.accessrequest;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a store holds of some domains by its own books, and where its books, its catalogue and its history say different
 * things. Read as a superuser.
 */
final class StoreBooks {

    /** Not of the owner, who has all rights on what is his. */
    private static final String READERS =
            "(SELECT jsonb_agg(rolname ORDER BY rolname COLLATE \"C\") FROM pg_namespace n,"
                    + " aclexplode(nspacl) a JOIN pg_roles r ON r.oid = a.grantee"
                    + " WHERE nspname = g.schema_name AND a.grantee <> nspowner)";

    private static final String SHOWN = "(SELECT jsonb_agg(DISTINCT relname || '.' || attname) FROM pg_class c"
            + " JOIN pg_attribute a ON a.attrelid = c.oid WHERE attnum > 0 AND NOT attisdropped"
            + " AND relnamespace = to_regnamespace(quote_ident(g.schema_name)))";

    private static final String TOLD_COLUMNS =
            "(SELECT jsonb_agg(DISTINCT relation ->> 'relation' || '.' || seen.key) FROM"
                    + " jsonb_array_elements(t.body -> 'lens') relation, jsonb_array_elements(relation -> 'groups') rows,"
                    + " jsonb_each_text(rows -> 'columns') seen WHERE seen.value <> 'Hidden')";

    /** Whoever can come in. A login that was replaced is told no more once it is gone. */
    private static final String WRITERS = "(SELECT 'writer ' || l.domain || '/' || l.object AS key, l.domain,"
            + " jsonb_agg(l.name ORDER BY l.name) AS logins FROM roadstead_meta.ledger l JOIN pg_roles r ON r.rolname = l.name"
            + " WHERE l.kind = 'ROLE' AND l.part = 'WRITER' AND r.rolcanlogin GROUP BY l.domain, l.object) w";

    private final List<String> found = new ArrayList<>();
    private final Statement statement;
    private final String mine;

    private StoreBooks(Statement statement, String... domains) {
        this.statement = statement;
        this.mine = "'" + String.join("', '", domains) + "'";
    }

    /** Numbers by kind: two stores after the same life give the same list. */
    static List<String> held(AccessMesh mesh, String... domains) throws SQLException {
        return read(mesh, StoreBooks::holdings, domains);
    }

    /** Empty if all is well. Drift and a store set back count too: nobody but the operator has been there. */
    static List<String> disagreements(AccessMesh mesh, String... domains) throws SQLException {
        return read(
                mesh,
                books -> {
                    books.catalogue();
                    books.history();
                },
                domains);
    }

    private interface Reading {
        void of(StoreBooks books) throws SQLException;
    }

    private static List<String> read(AccessMesh mesh, Reading reading, String... domains) throws SQLException {
        try (Connection dba = mesh.superuser();
                Statement statement = dba.createStatement()) {
            var books = new StoreBooks(statement, domains);
            reading.of(books);
            return books.found;
        }
    }

    private void holdings() throws SQLException {
        rows("SELECT kind || ' ' || part || ' ' || count(*) FROM roadstead_meta.ledger WHERE domain IN (" + mine
                + ") GROUP BY kind, part ORDER BY 1");
        rows("SELECT 'grants ' || ended || ' ' || count(*) FROM roadstead_meta.grants WHERE domain IN (" + mine
                + ") GROUP BY ended ORDER BY 1");
        rows("SELECT 'lease renewed ' || renewal FROM roadstead_meta.lease WHERE domain IN (" + mine + ") ORDER BY 1");
    }

    private void catalogue() throws SQLException {
        rows("SELECT 'role without marker' FROM pg_roles r, roadstead_meta.store s"
                + " WHERE starts_with(rolname, 'rs_' || left(store_id::text, 8) || '_')"
                + " AND rolname !~ '_(gate|keys)$' AND NOT EXISTS"
                + " (SELECT FROM roadstead_meta.ledger WHERE kind = 'ROLE' AND name = rolname)");
        rows("SELECT 'marker without ' || kind FROM roadstead_meta.ledger l WHERE NOT CASE kind"
                + " WHEN 'ROLE' THEN EXISTS (SELECT FROM pg_roles WHERE rolname = l.name)"
                + " WHEN 'SCHEMA' THEN EXISTS (SELECT FROM pg_namespace WHERE nspname = l.name)"
                + " ELSE to_regclass(quote_ident(schema_name) || '.' || quote_ident(name)) IS NOT NULL END");
        rows("SELECT 'grant without schema' FROM roadstead_meta.grants g WHERE NOT EXISTS"
                + " (SELECT FROM pg_namespace WHERE nspname = g.schema_name)");
        rows("SELECT 'login that waits for its end ' || previous FROM roadstead_meta.login l"
                + " WHERE previous IS NOT NULL AND EXISTS (SELECT FROM roadstead_meta.ledger WHERE kind = 'ROLE'"
                + " AND name = l.login AND domain IN (" + mine + "))");
    }

    private void history() throws SQLException {
        told("SELECT 'history: ' || event || ' after ' || coalesce(before, 'nothing') FROM told"
                + " WHERE (event = 'Opened') <> (before IS NULL OR before = 'Closed')");
        told("SELECT 'history: the same told twice in entry ' || seq FROM told WHERE said = said_before");
        told("SELECT 'history: live ' || grant_key || ' is not in the catalogue' FROM told t WHERE latest"
                + " AND event <> 'Closed' AND NOT EXISTS (SELECT FROM roadstead_meta.grants g"
                + " WHERE NOT ended AND schema_name = t.body ->> 'schema') AND NOT EXISTS (SELECT FROM " + WRITERS
                + " WHERE t.grant_key = w.key)");
        told(
                "SELECT 'history: ' || key || ' comes in by ' || logins || ', not by ' || coalesce(t.body ->> 'logins', '-')"
                        + " FROM " + WRITERS
                        + " LEFT JOIN told t ON t.latest AND t.event <> 'Closed' AND t.grant_key = w.key"
                        + " WHERE w.domain IN (" + mine
                        + ") AND NOT coalesce(w.logins <@ (t.body -> 'logins'), false)");
        told("SELECT 'history: grant ' || schema_name || ' is ' || CASE"
                + " WHEN t.seq IS NULL OR t.event = 'Closed' THEN 'not told'"
                + " WHEN g.entry <> t.seq THEN 'told by entry ' || t.seq || ', not ' || g.entry"
                + " WHEN (t.body ->> 'until')::timestamptz IS DISTINCT FROM g.not_after THEN 'told to end otherwise'"
                + " WHEN t.body -> 'logins' <> " + READERS + " THEN 'read by ' || " + READERS + "::text || ', not by '"
                + " || (t.body -> 'logins')::text"
                + " ELSE 'showing ' || " + SHOWN + "::text || ', not ' || " + TOLD_COLUMNS + "::text"
                + " END FROM roadstead_meta.grants g LEFT JOIN told t ON t.latest AND t.body ->> 'schema' = g.schema_name"
                + " WHERE NOT g.ended AND g.domain IN (" + mine + ") AND (t.seq IS NULL OR t.event = 'Closed'"
                + " OR g.entry IS DISTINCT FROM t.seq OR (t.body ->> 'until')::timestamptz IS DISTINCT FROM g.not_after"
                + " OR t.body -> 'logins' IS DISTINCT FROM " + READERS + " OR " + SHOWN + " IS DISTINCT FROM "
                + TOLD_COLUMNS + ")");
        rows("SELECT 'history: unrecorded ' || event FROM roadstead_meta.unrecorded");
        rows("SELECT 'history: ' || event || ' ' || body FROM roadstead_history.entry"
                + " WHERE event IN ('Rewound', 'DriftFound')");
    }

    /** @param sql over {@code told}: what the history says of grants, with the entry before and whether none follows */
    private void told(String sql) throws SQLException {
        rows("WITH mine AS (SELECT *, body - 'appliedBy' AS said FROM roadstead_history.entry"
                + " WHERE event IN ('Opened', 'Changed', 'Closed')"
                + " AND (body ->> 'domain' IN (" + mine + ") OR body #>> '{subject,domain}' IN (" + mine + "))),"
                + " told AS (SELECT *, lag(event) OVER w AS before, lag(said) OVER w AS said_before,"
                + " lead(seq) OVER w IS NULL AS latest FROM mine WINDOW w AS (PARTITION BY grant_key ORDER BY seq)) "
                + sql);
    }

    private void rows(String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
    }
}
