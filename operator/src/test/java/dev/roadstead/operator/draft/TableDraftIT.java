package dev.roadstead.operator.draft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.Main;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.DevelopmentPostgres.MeshDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Drafts of tables, asked for by a login that has no right on any of them. */
@ParameterizedClass
@ValueSource(ints = {18, 15})
class TableDraftIT {

    private static final String PASSWORD = "s3cr3t";
    private static final String PGPASS = "org.postgresql.pgpassfile";

    private final DevelopmentPostgres server;

    @TempDir
    private Path folder;

    private MeshDatabase database;
    private String login;
    private StringWriter out;
    private StringWriter err;

    TableDraftIT(int version) {
        server = DevelopmentPostgres.of(version);
    }

    @BeforeEach
    void prepare() throws SQLException, IOException {
        database = server.newMeshDatabase();
        login = "peeker_" + database.name();
        sql(
                "CREATE ROLE " + login + " LOGIN PASSWORD '" + PASSWORD + "'",
                "GRANT CONNECT ON DATABASE " + database.name() + " TO " + login,
                "CREATE SCHEMA shop");
        Path pgpass = Files.writeString(folder.resolve("pgpass"), "*:*:*:" + login + ":" + PASSWORD + "\n");
        System.setProperty(PGPASS, pgpass.toString());
    }

    @AfterEach
    void forget() throws SQLException {
        System.clearProperty(PGPASS);
        database.close();
        try (MeshDatabase other = server.newMeshDatabase();
                var dba = other.superuser();
                var statement = dba.createStatement()) {
            statement.execute("DROP ROLE " + login);
        }
    }

    @Test
    void everyColumnComesWithItsTypeAndWhatTheServerHoldsOfIt() throws SQLException {
        sql("""
                CREATE TABLE shop.orders (region varchar(20), id bigint GENERATED ALWAYS AS IDENTITY, amount numeric(12,2) NOT NULL,
                  at timestamptz(3) DEFAULT now(), tags text[], total numeric GENERATED ALWAYS AS (amount * 2) STORED,
                  "lastName" text UNIQUE, doc jsonb, gone int, code char(3), a int, b int,
                  PRIMARY KEY (id, region) INCLUDE (a), UNIQUE (a, b));
                ALTER TABLE shop.orders DROP COLUMN gone;
                CREATE UNIQUE INDEX ON shop.orders (code) WHERE a > 1;
                CREATE UNIQUE INDEX ON shop.orders (lower(code));
                COMMENT ON TABLE shop.orders IS 'One row for each order';
                COMMENT ON COLUMN shop.orders.amount IS 'In EUR'""");
        assertEquals(0, init("shop.orders"), err.toString());
        assertEquals(
                List.of(
                        "region character varying(20) required key2",
                        "id bigint required key1",
                        "amount numeric(12,2) required (In EUR)",
                        "at timestamp(3) with time zone",
                        "tags text[]",
                        "total numeric",
                        "lastName text unique",
                        "doc jsonb",
                        "code character(3)",
                        "a integer",
                        "b integer"),
                columns());
        assertEquals("One row for each order", relation().description());
        assertTrue(out.toString().contains("# classify: orders.lastName: likely names of people\n"), out::toString);
        for (String note : List.of(
                "the table computes total;",
                "the table numbers id;",
                "the table has defaults for at;",
                "UNIQUE (a, b) is left out",
                "your login may not read its rows",
                "roadstead load DOMAIN/draft/main.orders")) {
            assertTrue(err.toString().contains(note), () -> note + " is missing in " + err);
        }
    }

    @Test
    void typesWithoutAPlaceInAContractAreNamed() throws SQLException {
        sql("""
                CREATE TYPE shop.mood AS ENUM ('good', 'bad');
                CREATE TYPE shop.pair AS (a int, b int);
                CREATE DOMAIN shop.short AS varchar(5) NOT NULL CHECK (VALUE <> '');
                CREATE DOMAIN shop.shorter AS shop.short;
                CREATE DOMAIN shop.list AS int[];
                CREATE TABLE shop.odd (id bigint PRIMARY KEY, mood shop.mood, moods shop.mood[], short shop.shorter,
                  shorts shop.shorter[], list shop.list, lists shop.list[], pair shop.pair, price money, ip inet, span int4range,
                  place point, wide varchar(100000), rounded numeric(5,-2), days interval day to second, plain bpchar,
                  byte "char", o oid, clock timetz, bits bit(3), words tsvector, vec int2vector)""");
        assertEquals(0, init("shop.odd"), err.toString());
        assertEquals(
                List.of(
                        "id bigint required key1",
                        "mood text",
                        "moods text[]",
                        "short character varying(5) required",
                        "shorts character varying(5)[]",
                        "list integer[]",
                        "price numeric",
                        "ip text",
                        "wide character varying",
                        "rounded numeric",
                        "days interval",
                        "plain text",
                        "byte text",
                        "o bigint",
                        "clock text",
                        "bits text"),
                columns());
        for (String comment : List.of(
                "# type: odd.mood: shop.mood became text; which values it has is not kept\n",
                "# type: odd.short: the domain shop.shorter became character varying(5); its CHECKs are not kept\n",
                "# type: odd.price: money became numeric\n",
                "# type: odd.rounded: numeric(5,-2) became numeric\n",
                "# left out: odd.lists: shop.list[] is no type that a port can have;",
                "# left out: odd.pair: shop.pair is",
                "# left out: odd.span: int4range is",
                "# left out: odd.place: point is",
                "# left out: odd.words: tsvector is",
                "# left out: odd.vec: int2vector is")) {
            assertTrue(out.toString().contains(comment), () -> comment + " is missing in " + out);
        }
        sql("CREATE TABLE shop.none (p point)", "CREATE TABLE shop.ranged (r int4range, i int, PRIMARY KEY (r, i))");
        assertEquals(1, init("shop.none"));
        assertTrue(err.toString().contains("shop.none has no column of a type that a port can have"), err::toString);
        assertEquals(0, init("shop.ranged"));
        assertEquals(List.of("i integer required"), columns());
        assertTrue(err.toString().contains("the contract has no key; choose one"), err::toString);
    }

    /** What is promised holds for every row that the relation shows. */
    @Test
    void viewsForeignTablesAndParentsPromiseNoMoreThanTheyHold() throws SQLException {
        sql("""
                CREATE TABLE shop.parent (id bigint PRIMARY KEY, n text NOT NULL UNIQUE);
                CREATE TABLE shop.child () INHERITS (shop.parent);
                CREATE VIEW shop.seen AS SELECT * FROM shop.parent;
                CREATE MATERIALIZED VIEW shop.kept AS SELECT * FROM shop.parent;
                CREATE TABLE shop.split (id bigint PRIMARY KEY, d date) PARTITION BY RANGE (id);
                CREATE TABLE shop.part PARTITION OF shop.split FOR VALUES FROM (0) TO (9);
                ALTER TABLE shop.part ENABLE ROW LEVEL SECURITY;
                CREATE FOREIGN DATA WRAPPER nowhere;
                CREATE SERVER nowhere FOREIGN DATA WRAPPER nowhere;
                CREATE FOREIGN TABLE shop.away (id bigint NOT NULL) SERVER nowhere;
                CREATE SEQUENCE shop.numbers""");
        assertEquals(0, init("shop.parent"), err.toString());
        assertEquals(List.of("id bigint required", "n text required"), columns());
        assertEquals(0, init("shop.seen"), err.toString());
        assertEquals(List.of("id bigint", "n text"), columns());
        assertTrue(err.toString().contains("a view says of no column that it is required"), err::toString);
        assertEquals(0, init("shop.kept"), err.toString());
        assertEquals(0, init("shop.split"), err.toString());
        assertEquals(List.of("id bigint required key1", "d date"), columns());
        assertEquals(0, init("shop.part"), err.toString());
        assertTrue(err.toString().contains("one partition"), err::toString);
        assertTrue(err.toString().contains("row-level security"), err::toString);
        assertEquals(0, init("shop.away"), err.toString());
        assertEquals(List.of("id bigint"), columns());
        assertEquals(2, init("shop.numbers"));
        if (server.version() >= 18) {
            sql(
                    "CREATE TABLE shop.late (a int, b int)",
                    "INSERT INTO shop.late VALUES (NULL, NULL)",
                    "ALTER TABLE shop.late ADD CONSTRAINT n NOT NULL a NOT VALID");
            assertEquals(0, init("shop.late"), err.toString());
            assertEquals(List.of("a integer", "b integer"), columns());
        }
    }

    /** Names, types and comments of others end up as text, whatever is in them. */
    @Test
    void hostileNamesStayText() throws SQLException {
        String evil = "x\n  - {name: evil}\u2028---\u0085kind: Evil";
        sql(
                "CREATE SCHEMA \"Shop \"\"eu\"\".x\"",
                "CREATE TYPE \"Shop \"\"eu\"\".x\".\"" + evil + "\" AS ENUM ('a')",
                "CREATE TYPE shop.\"p" + evil + "\" AS (a int)",
                "CREATE TABLE \"Shop \"\"eu\"\".x\".\"Order Items\" (\"a b\" int, a_b int, \"" + evil
                        + "\" int, \"E-Mail\" text,"
                        + " t \"Shop \"\"eu\"\".x\".\"" + evil + "\", \"left" + evil + "\" shop.\"p" + evil + "\","
                        + " \"; DROP TABLE x; --\" int, \"Ångström\" int, \"" + "ü".repeat(31) + "\" int)",
                "COMMENT ON TABLE \"Shop \"\"eu\"\".x\".\"Order Items\" IS 'it''s \"one\"\n---\nkind: Evil\u2028\u0085 # {}:\u00a0\u0007😀'",
                "COMMENT ON COLUMN \"Shop \"\"eu\"\".x\".\"Order Items\".a_b IS '" + "😀".repeat(3000) + "'");
        assertEquals(0, init("\"Shop \"\"eu\"\".x\".Order Items"), err.toString());
        assertEquals(
                List.of(
                        "a_b_2",
                        "a_b",
                        "x_name_evil_kind_Evil",
                        "E_Mail",
                        "t",
                        "_DROP_TABLE_x_",
                        "Angstrom",
                        "u".repeat(31)),
                relation().columns().stream().map(Column::name).toList());
        assertEquals("Order_Items", relation().name());
        assertEquals("it's \"one\"\n---\nkind: Evil\n\n # {}:  😀", relation().description());
        assertEquals(
                "😀".repeat(2047) + "…", relation().column("a_b").orElseThrow().description());
        assertEquals(
                2,
                out.toString().lines().filter(line -> line.startsWith("kind: ")).count(),
                out::toString);
        assertTrue(err.toString().contains("the table \"Order Items\" became Order_Items"), err::toString);
        assertTrue(err.toString().lines().allMatch(line -> line.startsWith("note: ")), err::toString);
        assertEquals(2, init("\"Shop \"\"eu\"\".x\".Order Itens"));
        assertTrue(err.toString().contains("did you mean \"Shop \"\"eu\"\".x\".Order Items?"), err::toString);
    }

    @Test
    void wideTablesAreTakenUpToWhatARelationHas() throws SQLException {
        sql("CREATE TABLE shop.wide (" + many(1000) + ", p point)", "CREATE TABLE shop.wider (" + many(1001) + ")");
        sql(
                "DO $$ BEGIN FOR i IN 0..999 LOOP EXECUTE format('COMMENT ON COLUMN shop.wide.c%s IS %L', i, repeat('ü', 2000));"
                        + " END LOOP; END $$");
        assertEquals(0, init("shop.wide"), err.toString());
        assertEquals(1000, relation().columns().size());
        assertTrue(err.toString().contains("an object has no room were left out: 900"), err::toString);
        assertEquals(1, init("shop.wider"));
        assertTrue(err.toString().contains("shop.wider has 1001 columns"), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void whatIsNotThereOrNotAllowedIsToldWithoutThePassword() throws SQLException, IOException {
        sql("CREATE TABLE shop.orders (id int)", "CREATE TABLE public.\"Customers\" (id int)");
        assertEquals(2, init("shop.ordres"));
        assertTrue(err.toString().contains("did you mean shop.orders?"), err::toString);
        assertEquals(2, init("shop.customers"));
        assertTrue(err.toString().contains("did you mean public.Customers?"), err::toString);
        assertEquals(2, init("nowhere.nothing"));
        sql("REVOKE SELECT ON pg_catalog.pg_attribute FROM PUBLIC");
        assertEquals(3, init("shop.orders"));
        assertTrue(err.toString().contains("a DBA has closed the catalogue to this login"), err::toString);
        assertEquals(3, run("--from", "table", "shop.orders", "--url", url().replace(database.name(), "none")));
        assertEquals(3, run("--from", "table", "shop.orders", "--url", "postgresql://" + login + "@127.0.0.1:1/x"));
        Files.writeString(folder.resolve("pgpass"), "*:*:*:" + login + ":wrong-" + PASSWORD + "\n");
        assertEquals(3, init("shop.orders"));
        assertTrue(err.toString().contains("check the user, and the password in PGPASSWORD"), err::toString);
        assertFalse(err.toString().contains(PASSWORD), err::toString);
        assertEquals(
                2,
                run(
                        "--from",
                        "table",
                        "shop.orders",
                        "--url",
                        url().replace(login + "@", login + ":" + PASSWORD + "@")));
        assertTrue(err.toString().contains("put it into PGPASSWORD"), err::toString);
        assertFalse(err.toString().contains(PASSWORD), err::toString);
        for (String[] wrong : List.<String[]>of(
                new String[] {"--from", "table", "shop.orders"},
                new String[] {"--from", "table", "orders", "--url", url()},
                new String[] {"--from", "table", "shop.orders", "--url", url(), "--secret", "a/b"},
                new String[] {"--from", "table", "shop.orders", "--secret", "a"},
                new String[] {"--from", "csv", "orders.csv", "--url", url()})) {
            assertEquals(2, run(wrong), String.join(" ", wrong));
        }
    }

    private static String many(int columns) {
        return IntStream.range(0, columns).mapToObj(i -> "c" + i + " text").collect(Collectors.joining(", "));
    }

    private List<String> columns() {
        return relation().columns().stream()
                .map(column -> column.name() + " " + column.type()
                        + (column.required() ? " required" : "")
                        + (column.primaryKeyPosition() > 0 ? " key" + column.primaryKeyPosition() : "")
                        + (column.unique() ? " unique" : "")
                        + (column.description() == null ? "" : " (" + column.description() + ")"))
                .toList();
    }

    private Relation relation() {
        String port = out.toString().substring(out.toString().indexOf("---\n") + 4);
        var spec = KubernetesClients.serialization()
                .unmarshal(port, OutputPort.class)
                .getSpec();
        return ContractParser.parse(spec.versions().getFirst())
                .orElseThrow()
                .relations()
                .getFirst();
    }

    private String url() {
        return "postgresql://" + login + "@" + server.host() + ":" + server.port() + "/" + database.name();
    }

    private int init(String table) {
        return run("--from", "table", table, "--url", url());
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        String[] all = new String[arguments.length + 2];
        all[0] = "init";
        all[1] = "draft";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }

    private void sql(String... statements) throws SQLException {
        try (var dba = database.superuser();
                var statement = dba.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
