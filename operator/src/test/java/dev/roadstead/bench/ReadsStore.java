package dev.roadstead.bench;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A store with a large table, its writer, and one reader for each kind of grant. */
final class ReadsStore implements AutoCloseable {

    /** What the row filter lets through, two places of ten, as SQL for the table itself. */
    static final String CONDITION = "place IN ('place 3', 'place 5')";

    private static final StoreKey STORE = new StoreKey("bench", "sensors", "main");
    private static final Because BECAUSE = new Because(STORE.product(), STORE.store(), List.of(), List.of());
    private static final PortKey PORT = new PortKey("bench", "readings", "v1");
    private static final Contract CONTRACT = new Contract(List.of(
            new Relation(
                    "readings",
                    "readings",
                    null,
                    List.of(
                            column("id", "bigint", 1),
                            column("sensor_id", "bigint", 0),
                            column("serial", "text", 0),
                            column("place", "text", 0),
                            column("value", "double precision", 0),
                            column("at", "timestamptz", 0))),
            new Relation("sensors", "sensors", null, List.of(column("id", "bigint", 1), column("kind", "text", 0)))));
    private static final long ENOUGH_NANOS = 1_500_000_000L;
    private static final int FEWEST = 3;
    private static final int MOST = 400;

    /** Kinds of grants. */
    enum Variant {
        CLEAR("clear", false, false),
        MASKS("masks", true, false),
        ROWS("rows", false, true),
        MASKS_AND_ROWS("masksAndRows", true, true);

        private final String label;
        private final boolean masks;
        private final boolean filters;

        Variant(String label, boolean masks, boolean filters) {
            this.label = label;
            this.masks = masks;
            this.filters = filters;
        }

        String label() {
            return label;
        }

        boolean filters() {
            return filters;
        }

        private Lens lens() {
            List<RowCondition> rows = filters
                    ? List.of(new RowCondition("place", RowOperator.IN, List.of("place 3", "place 5")))
                    : List.of();
            return new Lens(List.of(
                    new RelationLens("readings", effects(CONTRACT.relations().getFirst()), rows),
                    new RelationLens("sensors", effects(CONTRACT.relations().getLast()), List.of())));
        }

        private SequencedMap<String, Effect> effects(Relation relation) {
            SequencedMap<String, Effect> effects = new LinkedHashMap<>();
            relation.columns()
                    .forEach(column -> effects.put(
                            column.name(), masks && column.name().equals("serial") ? Effect.HASH : Effect.CLEAR));
            return effects;
        }
    }

    private final MeshDatabase database = DevelopmentPostgres.shared().newMeshDatabase();
    private final Backend backend;
    private final Connection base;
    private final Map<Variant, Connection> readers = new EnumMap<>(Variant.class);

    ReadsStore(int rows) throws SQLException {
        var server = database.server();
        this.backend = new PostgresFactory(Clock.systemUTC(), new SecureRandom())
                .open(
                        new StoreSettings(
                                "bench",
                                server.host(),
                                server.port(),
                                database.name(),
                                server.operatorUser(),
                                server.operatorPassword(),
                                StoreSettings.TlsMode.DISABLE,
                                null,
                                BenchMesh.CONNECTIONS,
                                null,
                                -1,
                                RotationPlan.ON_DEMAND),
                        "bench",
                        "",
                        new SqlFloor.NewKey());
        String writer = backend.provision(
                        new StoreWish(STORE, Map.of("loader", new Credential("loader", false)), BECAUSE))
                .writers()
                .get("loader");
        backend.publish(new PortWish(PORT, STORE, CONTRACT));
        load(rows);
        this.base = session(writer, "loader", "bench__sensors__main__data");
        for (Variant variant : Variant.values()) {
            GrantOutcome grant = backend.grant(wish(variant));
            readers.put(variant, session(grant.login(), variant.label(), grant.schema()));
        }
    }

    private static Column column(String name, String type, int primaryKeyPosition) {
        return new Column(name, PgType.parse(type), primaryKeyPosition > 0, primaryKeyPosition, "public", null);
    }

    private static GrantWish wish(Variant variant) {
        var reader = new Subject("readers", Subject.Kind.PRODUCT, variant.label());
        return new GrantWish(
                new GrantKey(reader, PORT, "measuring"),
                CONTRACT,
                variant.lens(),
                LeaseState.from(Instant.parse("2026-01-01T00:00:00Z")),
                null,
                false,
                "readers/" + variant.label(),
                "",
                new Credential(variant.label(), false),
                BECAUSE);
    }

    private void load(int rows) throws SQLException {
        System.err.println("loading " + rows + " rows");
        try (Connection dba = database.superuser();
                Statement statement = dba.createStatement()) {
            statement.execute("SET search_path = bench__sensors__main__data");
            statement.execute(
                    "INSERT INTO sensors (id, kind) SELECT i, 'kind ' || i % 50" + " FROM generate_series(1, 5000) i");
            statement.execute("INSERT INTO readings (id, sensor_id, serial, place, value, at)"
                    + " SELECT i, i % 5000 + 1, 'serial ' || i % 100000, 'place ' || i % 10, i % 997,"
                    + " timestamptz '2026-01-01 00:00:00Z' + i * interval '1 second' / 8 FROM generate_series(1, "
                    + rows + ") i");
            statement.execute("CREATE INDEX ON readings (at)");
            statement.execute("CREATE INDEX ON readings (place)");
            statement.execute("VACUUM ANALYZE readings");
            statement.execute("VACUUM ANALYZE sensors");
        }
    }

    private Connection session(String user, String password, String schema) throws SQLException {
        Connection session = database.login(user, password);
        session.setSchema(schema);
        try (Statement statement = session.createStatement()) {
            statement.execute("SET max_parallel_workers_per_gather = 2; SET jit = off");
        }
        return session;
    }

    /** Milliseconds of the query on the tables themselves, as the writer. */
    double base(String query) throws SQLException {
        return median(base, query);
    }

    double through(Variant variant, String query) throws SQLException {
        return median(readers.get(variant), query);
    }

    private static double median(Connection connection, String query) throws SQLException {
        List<Double> times = new ArrayList<>();
        long end = System.nanoTime() + ENOUGH_NANOS;
        try (Statement statement = connection.createStatement()) {
            read(statement, query);
            while (times.size() < FEWEST || (times.size() < MOST && System.nanoTime() < end)) {
                long start = System.nanoTime();
                read(statement, query);
                times.add((System.nanoTime() - start) / 1e6);
            }
        }
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    private static void read(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                rows.getObject(1);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        base.close();
        for (Connection reader : readers.values()) {
            reader.close();
        }
        backend.close();
        database.close();
    }
}
