package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Access;
import dev.roadstead.operator.access.AccessPolicy;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Guard;
import dev.roadstead.operator.access.Guards;
import dev.roadstead.operator.access.Lease;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.postgres.AlgebraCases.Table;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What is decided and read from a real server, cell for cell, against an oracle that knows neither groups nor SQL: random
 * contracts, rows, Policies and Guardrails. {@code -Droadstead.algebra.seed=} repeats a run, {@code
 * -Droadstead.algebra.cases=} sets its length.
 */
class AlgebraDifferentialIT {
    private static final int CASES = Integer.getInteger("roadstead.algebra.cases", 10_000);
    private static final int CASES_PER_CONTRACT = 20;
    /** One case in so many is read through a view that was really made. */
    private static final int VIEW_EVERY = 10;

    private final Map<String, Integer> seen = new TreeMap<>();
    private final byte[] key = new byte[64];

    @Test
    void everyCellIsAsTheOracleSays() throws Exception {
        long seed = Long.getLong("roadstead.algebra.seed", new Random().nextLong());
        long start = System.nanoTime();
        new Random(seed).nextBytes(key);
        var cases = new AlgebraCases(seed);
        try (MeshDatabase database = DevelopmentPostgres.shared().newMeshDatabase();
                Connection db = database.superuser()) {
            prepare(db);
            db.setAutoCommit(false);
            for (int done = 0; done < CASES; done += CASES_PER_CONTRACT) {
                List<Table> tables = cases.tables();
                load(db, tables);
                for (int i = done; i < done + CASES_PER_CONTRACT; i++) {
                    int number = i;
                    List<AccessPolicy> policies = cases.policies(AlgebraCases.contract(tables));
                    List<Guard> guards = cases.guards(AlgebraCases.contract(tables));
                    compare(
                            db,
                            tables,
                            policies,
                            guards,
                            i,
                            () -> "seed " + seed + ", case " + number + ": " + tables + " " + policies + " " + guards);
                }
                db.rollback();
            }
        }
        System.out.println("AlgebraDifferentialIT: seed " + seed + ", " + CASES + " cases, " + seen + ", "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        for (String what : List.of(
                "several groups",
                "aside",
                "nothing",
                "views",
                "cells",
                "cells without value",
                "narrowed",
                "refused by Guardrails")) {
            assertTrue(seen.getOrDefault(what, 0) > CASES / 50, what + " is hardly there: " + seen);
        }
    }

    private void compare(
            Connection db,
            List<Table> tables,
            List<AccessPolicy> policies,
            List<Guard> guards,
            int number,
            Supplier<String> message)
            throws SQLException {
        Contract contract = AlgebraCases.contract(tables);
        var oracle = new AlgebraOracle(key, tables, policies, new AlgebraGuards(guards));
        Decision decision = Access.decide(
                AlgebraCases.ASK,
                contract,
                policies,
                List.of(),
                new Guards(guards, List.of()),
                new Masks(),
                Lease.from(AlgebraCases.NOW.minus(AlgebraGuards.AGE)),
                AlgebraCases.NOW);
        List<RelationLens> lenses =
                decision instanceof Decision.Approved approved ? approved.lens().relations() : List.of();
        count("aside", decision instanceof Decision.Approved a && !a.asides().isEmpty() ? 1 : 0);
        count("narrowed", decision instanceof Decision.Approved a && !a.guards().isEmpty() ? 1 : 0);
        count("refused by Guardrails", decision instanceof Decision.Denied ? 1 : 0);
        count("nothing", lenses.isEmpty() ? 1 : 0);
        for (Table table : tables) {
            RelationLens lens = lenses.stream()
                    .filter(one -> one.relation().equals(table.relation().name()))
                    .findFirst()
                    .orElse(null);
            List<Column> columns = oracle.columns(table.relation());
            if (lens == null) {
                assertEquals(List.of(), columns, message);
                continue;
            }
            assertTrue(ViewSql.fits(table.relation(), lens), message);
            ViewSql view = ViewSql.grant(table.relation(), lens, "port", "grants", null);
            assertEquals(
                    columns.stream().map(c -> c.name() + " " + c.type().sql()).toList(),
                    view.columns().stream().map(c -> c.name() + " " + c.type()).toList(),
                    message);
            assertEquals(
                    sorted(oracle.rows(table)),
                    sorted(number % VIEW_EVERY == 0 ? throughAView(db, view, message) : read(db, view.query())),
                    () -> message.get() + " " + view.query());
            count("several groups", lens.groups().size() > 1 ? 1 : 0);
            oracle.rows(table).forEach(row -> {
                count("cells", row.size());
                count("cells without value", (int)
                        row.stream().filter(cell -> cell == null).count());
            });
        }
    }

    private List<List<@Nullable String>> throughAView(Connection db, ViewSql view, Supplier<String> message)
            throws SQLException {
        count("views", 1);
        Mesh.execute(db, view.create("grants", "v"));
        assertEquals(
                view.columns().stream().map(c -> c.name() + "|" + c.type()).toList(),
                Mesh.rows(
                        db,
                        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
                                + " WHERE attrelid = 'grants.v'::regclass AND attnum > 0 ORDER BY attnum"),
                message);
        List<List<@Nullable String>> rows = read(db, "SELECT * FROM grants.v");
        Mesh.execute(db, "DROP VIEW grants.v");
        return rows;
    }

    /** What a view needs, with a key that the oracle knows and a lease that never ends. */
    private void prepare(Connection db) throws SQLException {
        Mesh.execute(db, "CREATE SCHEMA roadstead_meta; CREATE SCHEMA roadstead_keys; CREATE SCHEMA grants");
        Mesh.execute(
                db,
                "CREATE FUNCTION roadstead_meta.admit(text) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT true';"
                        + " CREATE TABLE roadstead_keys.mesh AS SELECT decode('"
                        + HexFormat.of().formatHex(key)
                        + "', 'hex') AS k");
        Mesh.execute(db, "SET TimeZone = 'UTC'");
    }

    private static void load(Connection db, List<Table> tables) throws SQLException {
        Mesh.execute(db, "CREATE SCHEMA port");
        for (Table table : tables) {
            List<Column> columns = table.relation().columns();
            String name = Sql.id("port", table.relation().name());
            Mesh.execute(
                    db,
                    columns.stream()
                            .map(c -> Sql.id(c.name()) + " " + c.type().sql())
                            .collect(Collectors.joining(", ", "CREATE TABLE " + name + " (", ")")));
            Mesh.execute(
                    db,
                    table.rows().stream()
                            .map(row -> row.stream().map(Sql::text).collect(Collectors.joining(", ", "(", ")")))
                            .collect(Collectors.joining(", ", "INSERT INTO " + name + " VALUES ", "")));
        }
    }

    private static List<List<@Nullable String>> read(Connection db, String sql) throws SQLException {
        var found = new ArrayList<List<@Nullable String>>();
        try (Statement s = db.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var cells = new ArrayList<@Nullable String>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(rows.getString(i));
                }
                found.add(cells);
            }
        }
        return found;
    }

    private static List<String> sorted(List<List<@Nullable String>> rows) {
        return rows.stream().map(String::valueOf).sorted().toList();
    }

    private void count(String what, int more) {
        assertFalse(more < 0);
        seen.merge(what, more, Integer::sum);
    }
}
