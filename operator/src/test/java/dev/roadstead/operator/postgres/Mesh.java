package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.MaskKey;
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
import dev.roadstead.testing.DatabaseState;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A database with a small mesh: flights publishes departures, insights reads them. */
final class Mesh implements AutoCloseable {
    static final StoreKey STORE = new StoreKey("flights", "nyc", "main");
    static final PortKey PORT = new PortKey("flights", "departures", "v1");
    static final Subject DELAYS = new Subject("insights", Subject.Kind.PRODUCT, "delays");
    static final Contract CONTRACT = new Contract(List.of(new Relation(
            "departures",
            "departures",
            null,
            List.of(
                    column("id", "bigint", 1),
                    column("tail_number", "text", 0),
                    column("origin", "text", 0),
                    column("note", "varchar(40)", 0)))));

    /** A mesh that has kept no key yet. */
    static final MaskKey KEY = new MaskKey() {
        @Override
        public byte[] forNewStore() {
            byte[] key = new byte[BYTES];
            new SecureRandom().nextBytes(key);
            return key;
        }

        @Override
        public byte[] orAdopt(byte[] storeKey) {
            return storeKey;
        }
    };

    final MeshDatabase database;
    final DevelopmentPostgres server;
    private final String meshId;
    RotationPlan rotation = RotationPlan.ON_DEMAND;
    Backend backend;

    /** What a database holds before it becomes a store. */
    interface Preparation {
        void run(Connection dba, String database) throws SQLException;
    }

    Mesh(DevelopmentPostgres server) {
        this(server, "test-mesh");
    }

    /** @param meshId whose it is: two installations have two */
    Mesh(DevelopmentPostgres server, String meshId) {
        this.server = server;
        this.meshId = meshId;
        this.database = server.newMeshDatabase();
        this.backend = open();
    }

    Mesh(DevelopmentPostgres server, Preparation before) throws SQLException {
        this.server = server;
        this.meshId = "test-mesh";
        this.database = server.newMeshDatabase();
        try (Connection dba = database.superuser()) {
            before.run(dba, database.name());
        }
        this.backend = open();
    }

    Backend open() {
        return new PostgresFactory(Clock.systemUTC(), new SecureRandom()).open(settings(), meshId, "", KEY);
    }

    void reopen() {
        backend.close();
        backend = open();
    }

    StoreSettings settings() {
        return new StoreSettings(
                "warehouse",
                server.host(),
                server.port(),
                database.name(),
                server.operatorUser(),
                server.operatorPassword(),
                StoreSettings.TlsMode.DISABLE,
                null,
                4,
                null,
                10,
                rotation);
    }

    static Column column(String name, String type, int primaryKeyPosition) {
        return new Column(name, PgType.parse(type), primaryKeyPosition > 0, primaryKeyPosition, "internal", null);
    }

    static Credential password(String password) {
        return new Credential(password, false);
    }

    /** The common store with these writers. */
    static StoreWish store(Map<String, Credential> writers) {
        return store(STORE, writers);
    }

    static StoreWish store(StoreKey key, Map<String, Credential> writers) {
        return new StoreWish(
                key,
                writers,
                new Because(
                        key.product(),
                        key.store(),
                        List.of(new Because.Decider("DataProduct", key.domain() + "/" + key.product(), 1, List.of())),
                        List.of()));
    }

    void provision() {
        backend.provision(store(Map.of("loader", password("loader-password"))));
        backend.publish(new PortWish(PORT, STORE, CONTRACT));
    }

    void load(String... rows) throws SQLException {
        String login = backend.provision(store(Map.of("loader", password("loader-password"))))
                .writers()
                .get("loader");
        try (Connection c = login(login, "loader-password")) {
            for (String row : rows) {
                execute(c, "INSERT INTO flights__nyc__main__data.departures VALUES (" + row + ")");
            }
        }
    }

    static Lens lens(Map<String, Effect> effects, RowCondition... rows) {
        SequencedMap<String, Effect> columns = new LinkedHashMap<>();
        CONTRACT.relations()
                .getFirst()
                .columns()
                .forEach(c -> columns.put(c.name(), effects.getOrDefault(c.name(), Effect.CLEAR)));
        return new Lens(List.of(new RelationLens("departures", columns, List.of(rows))));
    }

    static GrantKey key(Subject subject) {
        return new GrantKey(subject, PORT, "delay-analysis");
    }

    static GrantWish wish(Subject subject, Lens lens, @Nullable Instant notAfter) {
        return new GrantWish(
                key(subject),
                CONTRACT,
                lens,
                LeaseState.from(Instant.parse("2026-01-01T00:00:00Z")),
                notAfter,
                false,
                subject.domain() + "/" + subject.name(),
                "ask flights to raise maxDuration",
                password("consumer-password-" + subject.name()),
                because(1));
    }

    /** @param generation of the Policy that decided */
    static Because because(long generation) {
        return new Because(
                STORE.product(),
                STORE.store(),
                List.of(new Because.Decider("Policy", "flights/delays", generation, List.of())),
                List.of(new Because.Origin("Policy", "flights/delays", "kubectl", "commit-" + generation, null)));
    }

    Connection login(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + server.host() + ":" + server.port() + "/" + database.name(), user, password);
    }

    /** Does something behind the operator's back. */
    void asDba(String sql) throws SQLException {
        try (Connection dba = database.superuser()) {
            execute(dba, sql);
        }
    }

    /** From now on nothing can be written into the history. */
    void breakHistory() throws SQLException {
        raise("roadstead_history.entry");
    }

    void mendHistory() throws SQLException {
        mend("roadstead_history.entry");
    }

    /** From now on no row comes into that table or changes. A trigger would be taken away. */
    void raise(String table) throws SQLException {
        asDba("CREATE FUNCTION public.broken() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;"
                + " ALTER TABLE " + table + " ADD CONSTRAINT broken CHECK (public.broken()) NOT VALID");
    }

    void mend(String table) throws SQLException {
        asDba("ALTER TABLE " + table + " DROP CONSTRAINT broken; DROP FUNCTION public.broken()");
    }

    List<String> askedAsDba(String sql) throws SQLException {
        try (Connection dba = database.superuser()) {
            return rows(dba, sql);
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute(sql);
        }
    }

    static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(String.valueOf(rows.getString(i)));
                }
                found.add(String.join("|", values));
            }
        }
        return found;
    }

    List<String> state() throws SQLException {
        return DatabaseState.of(database);
    }

    @Override
    public void close() {
        backend.close();
        try {
            database.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
