package dev.roadstead.operator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.load.LoadException.Cause;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads as a login with exactly a writer's rights: DML on the table, free DDL in a work schema, no TEMP. */
@ParameterizedClass
@ValueSource(ints = {18, 15})
class LoaderIT {

    private static final String TABLE = """
            CREATE TABLE data.t (id bigint PRIMARY KEY, name text NOT NULL, code varchar(3), price numeric(6,2), at timestamptz,
              "odd ""name" text, flag boolean DEFAULT true)""";
    private static final ContractColumns NO_CONTRACT = new ContractColumns(Map.of());

    private static final Map<Integer, MeshDatabase> DATABASES = new HashMap<>();

    private final MeshDatabase database;

    LoaderIT(int version) throws SQLException {
        var known = DATABASES.get(version);
        this.database = known == null ? DevelopmentPostgres.of(version).newMeshDatabase() : known;
        if (known == null) {
            DATABASES.put(version, database);
            superuser(
                    "CREATE ROLE loader LOGIN PASSWORD 'secret'",
                    "GRANT CONNECT ON DATABASE " + database.name() + " TO loader",
                    "CREATE SCHEMA work",
                    "GRANT USAGE, CREATE ON SCHEMA work TO loader");
        }
    }

    @AfterAll
    static void dropDatabases() throws SQLException {
        for (var database : DATABASES.values()) {
            database.close();
        }
    }

    @BeforeEach
    void freshTable() throws SQLException {
        superuser(
                "DROP SCHEMA IF EXISTS data CASCADE",
                "CREATE SCHEMA data",
                TABLE,
                "GRANT USAGE ON SCHEMA data TO loader",
                "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON data.t TO loader");
    }

    @Test
    void loadsEachTypeInAnyColumnOrder() throws Exception {
        var report =
                load("name,id,price,at,\"odd \"\"name\"\nAnn,1,12.50,2013-01-01T10:15:00Z,\"a\tb\\c\nd\"\nBob,2,,,\n");
        assertTrue(report.committed());
        assertEquals(2, report.loaded());
        assertEquals(
                List.of("1|Ann|12.50|2013-01-01 10:15:00|a\tb\\c\nd|t", "2|Bob||||t"),
                rows("SELECT concat_ws('|', id, name, coalesce(price::text, ''), coalesce((at AT TIME ZONE"
                        + " 'UTC')::text, ''), coalesce(\"odd \"\"name\", ''), flag) FROM data.t ORDER BY id"));
    }

    @Test
    void aBadRowMeansThatNothingIsLoaded() throws Exception {
        var report = load("id,name\n1,Ann\nx,Bob\n3,\n");
        assertFalse(report.committed());
        assertEquals(2, report.bad());
        assertEquals(0, report.loaded());
        assertEquals(
                List.of(3L, 4L),
                report.examples().stream().map(BadRow::line).sorted().toList());
        assertEquals(List.of("0"), rows("SELECT count(*) FROM data.t"));
    }

    @Test
    void skippingLoadsTheOthersAndNamesEachFault() throws Exception {
        superuser("INSERT INTO data.t (id, name) VALUES (9, 'there')");
        var report = load(
                "id,name,code,price\n1,Ann,abc,1\n2,Bob,abcd,1\n3,Cid,,99999\n4,,,\n5,Dan\n1,Eve,,\n9,Fay,,\n6,Gil,,\n",
                new LoadOptions(false, true, "", ','));
        assertTrue(report.committed());
        assertEquals(2, report.loaded());
        assertEquals(6, report.bad());
        assertEquals(
                List.of(3L, 4L, 5L, 6L, 7L, 8L),
                report.examples().stream().map(BadRow::line).toList());
        assertEquals(List.of("1", "6", "9"), rows("SELECT id FROM data.t ORDER BY id"));
    }

    @Test
    void replacingIsOneStepForReaders() throws Exception {
        load("id,name\n1,Ann\n2,Bob\n");
        var report = load("id,name\n2,Cid\n", new LoadOptions(true, false, "", ','));
        assertEquals(1, report.loaded());
        assertEquals(2, report.replaced());
        assertEquals(List.of("2 Cid"), rows("SELECT id || ' ' || name FROM data.t"));
    }

    @Test
    void aFailedReplacementKeepsWhatWasThere() throws Exception {
        load("id,name\n1,Ann\n");
        var report = load("id,name\nx,Cid\n", new LoadOptions(true, false, "", ','));
        assertFalse(report.committed());
        assertEquals(List.of("1"), rows("SELECT id FROM data.t"));
    }

    @Test
    void nothingIsLeftInTheWorkSchema() throws Exception {
        load("id,name\n1,Ann\n");
        load("id,name\nx,Ann\n");
        assertThrows(LoadException.class, () -> load("id,name\n1,\"open\n"));
        assertEquals(List.of(), rows("SELECT relname FROM pg_class WHERE relnamespace = 'work'::regnamespace"));
    }

    @Test
    void anotherTextForMissingValues() throws Exception {
        load("id,name,code\n1,,NA\n", new LoadOptions(false, false, "NA", ','));
        assertEquals(List.of("t"), rows("SELECT name = '' AND code IS NULL FROM data.t"));
    }

    @Test
    void aDateIsNotGuessed() throws Exception {
        assertEquals(1, load("id,name,at\n1,Ann,02/01/2013\n").bad());
    }

    @Test
    void valuesAreNotStatements() throws Exception {
        assertTrue(load("id,name\n1,\"'); DROP TABLE data.t; --\"\n").committed());
        assertEquals(1, load("id,name\n\"2); DROP TABLE data.t; --\",x\n").bad());
        assertEquals(List.of("1"), rows("SELECT count(*) FROM data.t"));
    }

    @Test
    void aNulCharacterIsABadRow() throws Exception {
        assertEquals(1, load("id,name\n1,a\0b\n").bad());
    }

    @Test
    void manyBadRowsAreCountedAndTwentyShown() throws Exception {
        var file = new StringBuilder("id,name\n");
        for (int i = 0; i < 3000; i++) {
            file.append("x,y\n");
        }
        var report = load(file.toString());
        assertEquals(3000, report.bad());
        assertEquals(20, report.examples().size());
    }

    @Test
    void aContractMayRequireWhatTheTableDoesNot() throws Exception {
        var report = load(
                "id,name,code\n1,Ann,\n",
                new LoadOptions(false, false, "", ','),
                "t",
                new ContractColumns(Map.of("code", true)));
        assertEquals(1, report.bad());
    }

    @Test
    void wrongColumnsAndTablesAreNamed() {
        var columns = assertThrows(LoadException.class, () -> load("id,nmae\n1,Ann\n"));
        assertTrue(columns.getMessage().contains("nmae"), columns.getMessage());
        var table = assertThrows(
                LoadException.class,
                () -> load("id\n1\n", new LoadOptions(false, false, "", ','), "nothing", NO_CONTRACT));
        assertEquals(Cause.WRONG_ADDRESS, table.kind());
        assertTrue(table.getMessage().contains("it has t."), table.getMessage());
    }

    @Test
    void aWriterWithoutRightsIsTold() throws Exception {
        superuser("REVOKE INSERT ON data.t FROM loader");
        var refusal = assertThrows(LoadException.class, () -> load("id,name\n1,Ann\n"));
        assertEquals(Cause.NO_ACCESS, refusal.kind());
    }

    @Test
    void aLargeFileGoesThrough() throws Exception {
        var file = new StringBuilder("id,name,price\n");
        for (int i = 0; i < 100_000; i++) {
            file.append(i).append(",name ").append(i).append(",12.5\n");
        }
        var counts = new ArrayList<Long>();
        try (var csv = csv(file.toString())) {
            var report = new Loader(
                            target("t", NO_CONTRACT), new LoadOptions(false, false, "", ','), "load_x", counts::add)
                    .load(csv);
            assertEquals(100_000, report.loaded());
        }
        assertEquals(100_000, counts.getLast());
    }

    private LoadReport load(String content) throws LoadException, IOException {
        return load(content, new LoadOptions(false, false, "", ','));
    }

    private LoadReport load(String content, LoadOptions options) throws LoadException, IOException {
        return load(content, options, "t", NO_CONTRACT);
    }

    private LoadReport load(String content, LoadOptions options, String table, ContractColumns contract)
            throws LoadException, IOException {
        try (var csv = csv(content)) {
            return new Loader(target(table, contract), options, "load_1", count -> {}).load(csv);
        }
    }

    private static CsvFile csv(String content) throws LoadException {
        return CsvFile.open(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), ',');
    }

    private LoadTarget target(String table, ContractColumns contract) {
        return new LoadTarget(
                new RelationAddress("flights", "nyc", "main", table),
                new WriterAccess(
                        database.server().host(),
                        String.valueOf(database.server().port()),
                        database.name(),
                        "loader",
                        "secret",
                        "disable",
                        null,
                        "data",
                        "work"),
                contract);
    }

    private void superuser(String... statements) throws SQLException {
        try (var connection = database.superuser();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<String> rows(String sql) throws SQLException {
        var found = new ArrayList<String>();
        try (var connection = database.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }
}
