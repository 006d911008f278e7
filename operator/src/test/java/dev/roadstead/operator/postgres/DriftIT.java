package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.backend.DriftListener;
import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.testing.DevelopmentPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Somebody with all rights changes what is ours, in a session that stays open. It is put right, or told with the
 * statement that puts it right, and that statement does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DriftIT {
    /** What the documentation promises. A busy machine gets more, but not most of the time. */
    private static final Duration PROMISED = Duration.ofSeconds(5);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Mesh mesh;
    private Connection dba;
    private GrantOutcome grant;
    private final GrantWish wish = Mesh.wish(
            Mesh.DELAYS, Mesh.lens(Map.of("tail_number", Effect.HASH)), Instant.parse("2090-01-01T00:00:00Z"));
    private final Told told = new Told();
    private final List<Duration> delays = new ArrayList<>();
    private final Map<String, String> words = new LinkedHashMap<>();

    private static final class Told implements DriftListener {
        final List<Finding> repaired = new CopyOnWriteArrayList<>();
        volatile List<Finding> remaining = List.of();

        @Override
        public void drift(List<Finding> nowRepaired, List<Finding> nowRemaining) {
            repaired.addAll(nowRepaired);
            remaining = nowRemaining;
        }
    }

    /** @param repaired whether the operator's rights suffice */
    record Tampering(String sql, Kind kind, String found, boolean repaired) {
        @Override
        public String toString() {
            return sql;
        }
    }

    /** Tamperings that do not hide each other. */
    record Batch(String name, List<Tampering> tamperings) {
        String sql() {
            return tamperings.stream().map(Tampering::sql).collect(Collectors.joining("; "));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** What the history says is there and nobody decided. */
    private static final String OPEN =
            "SELECT count(*) FROM (SELECT DISTINCT ON (body ->> 'kind', body ->> 'object', body ->>"
                    + " 'found') event FROM roadstead_history.entry WHERE event IN ('DriftFound', 'DriftRepaired') ORDER BY body ->> 'kind',"
                    + " body ->> 'object', body ->> 'found', seq DESC) latest WHERE event = 'DriftFound'";

    @BeforeAll
    void makeMesh() throws SQLException {
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
        mesh.load("1, 'N1', 'JFK', 'a'");
        grant = mesh.backend.grant(wish);
        mesh.backend.listen(told);
        dba = mesh.database.superuser();
        words.put("{login}", grant.login());
        words.put("{grant}", grant.schema());
        words.put("{data}", "flights__nyc__main__data");
        words.put("{port}", "flights__departures__v1__port");
        words.put("{mallory}", "mallory_" + mesh.database.name());
        words.put("{database}", mesh.database.name());
        words.put("{operator}", mesh.server.operatorUser());
        words.put("{dataOwner}", one("SELECT name FROM roadstead_meta.ledger WHERE part = 'DATA_OWNER'"));
        words.put("{portOwner}", one("SELECT name FROM roadstead_meta.ledger WHERE part = 'PORT_OWNER'"));
        words.put("{writers}", one("SELECT name FROM roadstead_meta.ledger WHERE part = 'WRITER_GROUP'"));
        words.put("{writer}", one("SELECT name FROM roadstead_meta.ledger WHERE part = 'WRITER'"));
        words.put("{purpose}", wish.key().purpose());
        words.put("{gate}", grant.login().replaceAll("_c_.*", "_gate"));
        Mesh.execute(dba, fill("CREATE ROLE {mallory}"));
    }

    @AfterAll
    void closeMesh() throws SQLException {
        if (dba != null) {
            Mesh.execute(dba, fill("DROP OWNED BY {mallory}; DROP ROLE {mallory}"));
            dba.close();
        }
        mesh.close();
    }

    private String one(String sql) throws SQLException {
        return Mesh.rows(dba, sql).getFirst();
    }

    private String fill(String sql) {
        String filled = sql;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace(word.getKey(), word.getValue());
        }
        return filled;
    }

    private static Tampering repaired(String sql, Kind kind, String found) {
        return new Tampering(sql, kind, found, true);
    }

    private static Tampering told(String sql, Kind kind, String found) {
        return new Tampering(sql, kind, found, false);
    }

    /** Since PostgreSQL 16 only its grantor takes a membership back; before, a role with CREATEROLE did. */
    private static Tampering membership(String sql, String found) {
        return new Tampering(sql, Kind.MEMBERSHIP, found, DevelopmentPostgres.DEFAULT_VERSION < 16);
    }

    /** What one batch holds is done in one transaction, for each of its findings takes a look of the watch. */
    static Stream<Batch> batches() {
        return Stream.of(
                batch(
                        "rights given",
                        repaired(
                                "GRANT SELECT ON {grant}.departures TO PUBLIC",
                                Kind.FOREIGN_GRANT,
                                "everybody (PUBLIC) has SELECT"),
                        repaired(
                                "GRANT SELECT ON {grant}.departures TO {mallory}",
                                Kind.FOREIGN_GRANT,
                                "role {mallory} has SELECT"),
                        repaired(
                                "GRANT SELECT (origin) ON {data}.departures TO {login}",
                                Kind.FOREIGN_GRANT,
                                "SELECT on column origin"),
                        repaired(
                                "GRANT SELECT ON {data}.departures TO {login}",
                                Kind.FOREIGN_GRANT,
                                "\"{login}\" has SELECT"),
                        repaired(
                                "GRANT USAGE ON SCHEMA {data} TO {login}", Kind.FOREIGN_GRANT, "\"{login}\" has USAGE"),
                        repaired(
                                "GRANT SELECT ON {port}.departures TO PUBLIC",
                                Kind.FOREIGN_GRANT,
                                "everybody (PUBLIC) has SELECT"),
                        repaired(
                                "GRANT SELECT ON {grant}.departures TO {login} WITH GRANT OPTION",
                                Kind.FOREIGN_GRANT,
                                "role {login} may hand on SELECT"),
                        repaired(
                                "GRANT EXECUTE ON FUNCTION roadstead_meta.admit TO PUBLIC",
                                Kind.FOREIGN_GRANT,
                                "everybody (PUBLIC) has EXECUTE"),
                        repaired(
                                "GRANT USAGE ON SCHEMA roadstead_meta TO PUBLIC",
                                Kind.FOREIGN_GRANT,
                                "everybody (PUBLIC) has USAGE"),
                        repaired(
                                "GRANT SELECT ON roadstead_keys.mesh TO PUBLIC",
                                Kind.FOREIGN_GRANT,
                                "everybody (PUBLIC) has SELECT"),
                        repaired(
                                "GRANT DELETE ON roadstead_history.entry TO {mallory}",
                                Kind.FOREIGN_GRANT,
                                "role {mallory} has DELETE"),
                        repaired(
                                "GRANT INSERT (body) ON roadstead_history.entry TO {mallory}",
                                Kind.FOREIGN_GRANT,
                                "INSERT on column body"),
                        repaired(
                                "GRANT UPDATE (not_after) ON roadstead_meta.grants TO {login}",
                                Kind.FOREIGN_GRANT,
                                "UPDATE on column not_after")),
                batch(
                        "rights taken away",
                        repaired(
                                "REVOKE SELECT ON {grant}.departures FROM {login}",
                                Kind.MISSING_GRANT,
                                "\"{login}\" lost SELECT"),
                        repaired(
                                "REVOKE USAGE ON SCHEMA {grant} FROM {login}",
                                Kind.MISSING_GRANT,
                                "\"{login}\" lost USAGE"),
                        repaired(
                                "REVOKE SELECT ON {port}.departures FROM {portOwner}",
                                Kind.MISSING_GRANT,
                                "role {portOwner} lost ALL"),
                        repaired(
                                "REVOKE INSERT ON {data}.departures FROM {writers}",
                                Kind.MISSING_GRANT,
                                "\"{writers}\" lost INSERT"),
                        repaired(
                                "REVOKE {gate} FROM {login} GRANTED BY {operator}",
                                Kind.MEMBERSHIP,
                                "not a member of {gate}"),
                        repaired(
                                "REVOKE EXECUTE ON FUNCTION roadstead_meta.admit FROM {gate}",
                                Kind.MISSING_GRANT,
                                "role {gate} lost EXECUTE"),
                        repaired(
                                "SET ROLE {operator}; REVOKE CONNECT ON DATABASE {database} FROM {gate}; RESET ROLE",
                                Kind.MISSING_GRANT,
                                "role {gate} lost CONNECT")),
                batch(
                        "another view, other roles",
                        repaired(
                                "CREATE OR REPLACE VIEW {grant}.departures AS SELECT id, tail_number, origin, note FROM {data}.departures",
                                Kind.VIEW,
                                "definition or its options were changed"),
                        repaired(
                                "ALTER ROLE {login} CONNECTION LIMIT 1000", Kind.ROLE_ATTRIBUTE, "CONNECTION LIMIT 10"),
                        repaired("ALTER ROLE {login} CREATEROLE", Kind.ROLE_ATTRIBUTE, "NOCREATEROLE"),
                        repaired("ALTER ROLE {login} NOINHERIT", Kind.ROLE_ATTRIBUTE, "INHERIT"),
                        repaired("ALTER ROLE {dataOwner} LOGIN", Kind.ROLE_ATTRIBUTE, "NOLOGIN")),
                batch(
                        "another option of a view, settings, rights to come",
                        repaired(
                                "ALTER VIEW {grant}.departures SET (security_invoker = true)",
                                Kind.VIEW,
                                "options were changed"),
                        repaired("ALTER ROLE {login} NOLOGIN", Kind.ROLE_ATTRIBUTE, "LOGIN"),
                        repaired("ALTER ROLE {login} SET work_mem = '1GB'", Kind.ROLE_SETTING, "work_mem"),
                        repaired(
                                "ALTER ROLE {login} IN DATABASE postgres SET search_path = x",
                                Kind.ROLE_SETTING,
                                "search_path in database postgres"),
                        repaired(
                                "ALTER ROLE {login} IN DATABASE {database} SET search_path = x",
                                Kind.ROLE_SETTING,
                                "search_path in database {database}"),
                        repaired(
                                "ALTER DEFAULT PRIVILEGES FOR ROLE {portOwner} GRANT SELECT ON TABLES TO PUBLIC",
                                Kind.DEFAULT_PRIVILEGE,
                                "everybody (PUBLIC) gets rights on the tables"),
                        repaired(
                                "ALTER DEFAULT PRIVILEGES FOR ROLE {portOwner} IN SCHEMA {grant} GRANT SELECT ON TABLES TO {mallory}",
                                Kind.DEFAULT_PRIVILEGE,
                                "role {mallory} gets rights on the tables")),
                batch(
                        "a view that is gone, a function that lets everybody in",
                        repaired("DROP VIEW {grant}.departures", Kind.VIEW, "it was dropped"),
                        repaired("ALTER ROLE {login} VALID UNTIL 'infinity'", Kind.ROLE_ATTRIBUTE, "VALID UNTIL '2090"),
                        repaired(
                                "CREATE OR REPLACE FUNCTION roadstead_meta.admit(grant_schema text, no_later_than timestamptz DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql"
                                        + " STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog AS 'BEGIN RETURN true; END'",
                                Kind.FUNCTION,
                                "definition was changed")),
                batch(
                        "a function of other rights, records",
                        repaired(
                                "ALTER FUNCTION roadstead_meta.admit SECURITY INVOKER",
                                Kind.FUNCTION,
                                "definition was changed"),
                        repaired("UPDATE roadstead_meta.lease SET start_time = now()", Kind.RECORD, "insights/delays"),
                        repaired("UPDATE roadstead_meta.identity SET id = 'ffffffffff'", Kind.RECORD, "insights"),
                        repaired("UPDATE roadstead_meta.grants SET not_after = NULL", Kind.RECORD, "insights/delays")),
                batch(
                        "times without end",
                        repaired(
                                "UPDATE roadstead_meta.lease SET start_time = 'infinity'",
                                Kind.RECORD,
                                "insights/delays"),
                        repaired(
                                "UPDATE roadstead_meta.grants SET not_after = 'infinity'",
                                Kind.RECORD,
                                "insights/delays")),
                batch(
                        "times that no calendar shows",
                        repaired(
                                "UPDATE roadstead_meta.lease SET start_time = '-infinity'",
                                Kind.RECORD,
                                "insights/delays"),
                        repaired(
                                "UPDATE roadstead_meta.grants SET not_after = '294276-12-31 23:59:59Z'",
                                Kind.RECORD,
                                "insights/delays")),
                batch(
                        "rules and triggers that do something else",
                        repaired(
                                "CREATE RULE quiet AS ON INSERT TO {grant}.departures DO INSTEAD NOTHING",
                                Kind.FOREIGN_OBJECT,
                                "rule quiet was put on it"),
                        repaired(
                                "CREATE RULE \"Odd one\" AS ON UPDATE TO {port}.departures DO INSTEAD SELECT 1",
                                Kind.FOREIGN_OBJECT,
                                "rule \"Odd one\" was put on it"),
                        repaired(
                                "CREATE TRIGGER nosy INSTEAD OF DELETE ON {grant}.departures FOR EACH ROW EXECUTE FUNCTION"
                                        + " suppress_redundant_updates_trigger()",
                                Kind.FOREIGN_OBJECT,
                                "trigger nosy was put on it"),
                        repaired(
                                "CREATE RULE deaf AS ON DELETE TO roadstead_meta.orphan DO INSTEAD NOTHING",
                                Kind.FOREIGN_OBJECT,
                                "rule deaf was put on it")),
                batch(
                        "triggers of the operator's own tables",
                        repaired(
                                "CREATE FUNCTION public.lost() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
                                        + " CREATE TRIGGER swallow BEFORE INSERT OR UPDATE OR DELETE ON roadstead_meta.ledger"
                                        + " FOR EACH ROW EXECUTE FUNCTION public.lost()",
                                Kind.TRIGGER,
                                "trigger \"swallow\" was put on it"),
                        // Mended after the trigger, or it would be swallowed.
                        repaired(
                                "ALTER TABLE roadstead_meta.ledger DISABLE TRIGGER USER;"
                                        + " INSERT INTO roadstead_meta.ledger VALUES ('ROLE', '', '{mallory}', 'CONSUMER', 'x', 'x');"
                                        + " ALTER TABLE roadstead_meta.ledger ENABLE TRIGGER USER",
                                Kind.RECORD,
                                "the row of {mallory} was added"),
                        repaired(
                                "ALTER TABLE roadstead_history.entry DISABLE TRIGGER only_append",
                                Kind.TRIGGER,
                                "trigger \"only_append\" was disabled"),
                        repaired(
                                "DROP TRIGGER only_pruned ON roadstead_history.entry",
                                Kind.TRIGGER,
                                "trigger \"only_pruned\" is gone"),
                        repaired(
                                "DROP TRIGGER only_append_all ON roadstead_history.contract; CREATE TRIGGER only_append_all"
                                        + " BEFORE INSERT ON roadstead_history.contract FOR EACH STATEMENT"
                                        + " EXECUTE FUNCTION roadstead_history.refuse()",
                                Kind.TRIGGER,
                                "trigger \"only_append_all\" was changed"),
                        repaired(
                                "ALTER TABLE roadstead_meta.grants ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
                                Kind.FOREIGN_OBJECT,
                                "row security was turned on")),
                batch(
                        "words that the operator does not write",
                        repaired(
                                "INSERT INTO roadstead_meta.orphan VALUES ('ROLE', '{login}', now())",
                                Kind.RECORD,
                                "the row of ROLE {login} holds a word"),
                        repaired(
                                "UPDATE roadstead_meta.identity SET kind = 'product'",
                                Kind.RECORD,
                                "insights product delays holds a word"),
                        repaired(
                                "UPDATE roadstead_meta.address SET kind = ''", Kind.RECORD, "delays {purpose} holds a"),
                        repaired(
                                "UPDATE roadstead_meta.lease SET kind = kind || 'S'",
                                Kind.RECORD,
                                "PRODUCTS delays {purpose} flights departures holds a word"),
                        repaired("UPDATE roadstead_meta.grants SET kind = 'a''b'", Kind.RECORD, "{grant} holds a word"),
                        repaired(
                                "UPDATE roadstead_meta.ledger SET part = 'ROOT' WHERE name = '{grant}'",
                                Kind.RECORD,
                                "SCHEMA  {grant} holds a word"),
                        repaired(
                                "UPDATE roadstead_meta.ledger SET object = 'nyc' WHERE name = '{writer}'",
                                Kind.RECORD,
                                "ROLE  {writer} holds a word")),
                batch(
                        "a child of the operator's own table",
                        told(
                                "CREATE TABLE public.more () INHERITS (roadstead_meta.grants)",
                                Kind.FOREIGN_OBJECT,
                                "it shows the rows of table public.more")),
                batch(
                        "tables that others read as children of their own",
                        repaired(
                                "CREATE SCHEMA seen; GRANT USAGE ON SCHEMA seen TO PUBLIC; CREATE TABLE seen.parent (origin text);"
                                        + " GRANT SELECT ON seen.parent TO {mallory}; ALTER TABLE {data}.departures INHERIT seen.parent",
                                Kind.FOREIGN_OBJECT,
                                "its rows show in table seen.parent"),
                        // The operator can't name what lies in a schema that is closed to it.
                        told(
                                "CREATE SCHEMA spy; CREATE TABLE spy.\"Keys\" (k bytea NOT NULL); ALTER TABLE roadstead_keys.mesh INHERIT spy.\"Keys\"",
                                Kind.FOREIGN_OBJECT,
                                "its rows show in table spy.\"Keys\"")),
                batch(
                        "a mark that is gone",
                        repaired("DELETE FROM roadstead_meta.ledger WHERE name = '{grant}'", Kind.RECORD, "{grant}")),
                batch(
                        "memberships",
                        membership("GRANT pg_read_all_data TO {login}", "member of pg_read_all_data"),
                        membership("GRANT {login} TO {mallory}", "role {mallory} is a member of {login}"),
                        membership(
                                "GRANT {dataOwner} TO {mallory} WITH ADMIN OPTION",
                                "role {mallory} is a member of {dataOwner}")),
                // By itself: nobody but a superuser touches the memberships of a superuser.
                batch(
                        "what only a superuser gives",
                        told("ALTER ROLE {login} SUPERUSER", Kind.ROLE_ATTRIBUTE, "NOSUPERUSER"),
                        told("ALTER ROLE {login} BYPASSRLS", Kind.ROLE_ATTRIBUTE, "NOBYPASSRLS"),
                        told("ALTER ROLE {login} REPLICATION", Kind.ROLE_ATTRIBUTE, "NOREPLICATION"),
                        told("ALTER ROLE {login} SET log_statement = 'all'", Kind.ROLE_SETTING, "log_statement"),
                        told(
                                "GRANT CREATE ON DATABASE {database} TO {login}",
                                Kind.FOREIGN_GRANT,
                                "role {login} has CREATE"),
                        told(
                                "GRANT SET ON PARAMETER log_statement TO {login}",
                                Kind.FOREIGN_GRANT,
                                "role {login} has SET"),
                        told(
                                "GRANT USAGE ON LANGUAGE plpgsql TO {writer}",
                                Kind.FOREIGN_GRANT,
                                "role {writer} has USAGE"),
                        told(
                                "GRANT CREATE ON TABLESPACE pg_default TO {login}",
                                Kind.FOREIGN_GRANT,
                                "role {login} has CREATE"),
                        told(
                                "ALTER DEFAULT PRIVILEGES FOR ROLE {mallory} IN SCHEMA {grant} GRANT SELECT ON TABLES TO PUBLIC",
                                Kind.DEFAULT_PRIVILEGE,
                                "everybody (PUBLIC)")),
                batch(
                        "owners",
                        told("ALTER SCHEMA {grant} OWNER TO {mallory}", Kind.OWNER, "belongs to role {mallory}"),
                        told(
                                "ALTER TABLE {data}.departures OWNER TO {mallory}",
                                Kind.OWNER,
                                "belongs to role {mallory}"),
                        told(
                                "ALTER FUNCTION roadstead_meta.admit OWNER TO {mallory}",
                                Kind.OWNER,
                                "belongs to role {mallory}")),
                batch(
                        "an owner of a view, objects of others, a place to make some",
                        told("GRANT CREATE ON SCHEMA public TO {login}", Kind.FOREIGN_GRANT, "role {login} has CREATE"),
                        told(
                                "ALTER VIEW {grant}.departures OWNER TO {mallory}",
                                Kind.OWNER,
                                "belongs to role {mallory}"),
                        told(
                                "CREATE VIEW {grant}.evil AS SELECT 1 AS x",
                                Kind.FOREIGN_OBJECT,
                                "put it into a schema of this mesh"),
                        told(
                                "CREATE TABLE {data}.theirs (a int)",
                                Kind.FOREIGN_OBJECT,
                                "put it into a schema of this mesh"),
                        told(
                                "CREATE FUNCTION {port}.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                                Kind.FOREIGN_OBJECT,
                                "put it"),
                        told(
                                "CREATE FUNCTION roadstead_meta.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                                Kind.FOREIGN_OBJECT,
                                "put it")));
    }

    private static Batch batch(String name, Tampering... tamperings) {
        return new Batch(name, List.of(tamperings));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void isPutRightOrToldWithTheStatementThatDoes(Batch batch) throws SQLException {
        assertEquals(List.of(), told.remaining, "left over from the case before");
        int before = told.repaired.size();
        Instant start = Instant.now();
        Mesh.execute(dba, fill(batch.sql()));
        List<Tampering> toRepair =
                batch.tamperings().stream().filter(Tampering::repaired).toList();
        List<Tampering> toTell =
                batch.tamperings().stream().filter(t -> !t.repaired()).toList();
        List<Finding> found =
                new ArrayList<>(awaitAll(toRepair, () -> told.repaired.subList(before, told.repaired.size())));
        List<Finding> remaining = awaitAll(toTell, () -> told.remaining);
        delays.add(Duration.between(start, Instant.now()));
        found.addAll(remaining);
        for (Finding finding : found) {
            assertTrue(finding.concern() != null || !finding.object().contains(grant.schema()), finding.toString());
        }
        if (!remaining.isEmpty()) {
            nothingIsWritten();
            for (Finding finding : remaining) {
                Mesh.execute(dba, finding.remedy());
            }
        }
        await(() -> told.remaining.isEmpty() ? Optional.of(true) : Optional.empty(), batch);
        assertTrue(mesh.backend.verify(wish.key(), "consumer-password-delays").ok());
        nothingIsWritten();
        assertEquals("0", one(OPEN), "whatever was told is told to be gone");
    }

    /** For each tampering a finding of its own. */
    private List<Finding> awaitAll(List<Tampering> tamperings, Supplier<List<Finding>> findings) {
        // The longest text first, so that no other one takes its finding.
        List<Tampering> sorted = tamperings.stream()
                .sorted(Comparator.comparingInt((Tampering t) -> fill(t.found()).length())
                        .reversed())
                .toList();
        List<Finding> matched = new ArrayList<>();
        for (Tampering tampering : sorted) {
            matched.add(await(
                    () -> find(
                            findings.get().stream()
                                    .filter(f -> matched.stream().noneMatch(f::isSameAs))
                                    .toList(),
                            tampering),
                    tampering));
        }
        return matched;
    }

    private Optional<Finding> find(List<Finding> findings, Tampering tampering) {
        return findings.stream()
                .filter(f -> f.kind() == tampering.kind() && f.found().contains(fill(tampering.found())))
                .findFirst();
    }

    private <T> T await(Supplier<Optional<T>> what, Object about) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            Optional<T> found = what.get();
            if (found.isPresent()) {
                return found.get();
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError(about + ": repaired " + told.repaired + ", remaining " + told.remaining);
    }

    private void nothingIsWritten() throws SQLException {
        List<String> state = mesh.state();
        mesh.backend.provision(Mesh.store(Map.of("loader", Mesh.password("loader-password"))));
        try {
            mesh.backend.grant(wish);
        } catch (dev.roadstead.operator.backend.BackendException e) {
            // What a DBA has to put right may stand in the way of the wish; it must not be written to either.
        }
        assertEquals(state, mesh.state());
    }

    @AfterAll
    void mostOfItIsSeenInTime() {
        if (delays.size() > 5) {
            List<Duration> sorted = delays.stream().sorted().toList();
            System.out.println(
                    "drift seen after: median " + sorted.get(sorted.size() / 2).toMillis() + " ms, longest "
                            + sorted.getLast().toMillis() + " ms, " + sorted.size() + " batches");
            assertTrue(sorted.get(sorted.size() / 2).compareTo(PROMISED) < 0, sorted.toString());
        }
    }

    /** Marks are rows; a comment only tells people. */
    @Test
    void aWipedCommentEndsNothing() throws SQLException {
        Mesh.execute(dba, fill("COMMENT ON SCHEMA {grant} IS NULL; GRANT SELECT ON {grant}.departures TO {mallory}"));
        int before = told.repaired.size();
        await(
                () -> find(
                        told.repaired.subList(before, told.repaired.size()),
                        repaired("", Kind.FOREIGN_GRANT, "{mallory} has SELECT")),
                "a grant on a schema without comment");
    }

    /** Under its new name it would show for ever what it showed then. */
    @Test
    void whatWasRenamedOrMovedGivesNothingAnyMore() throws SQLException {
        int before = told.repaired.size();
        Mesh.execute(
                dba,
                fill(
                        "CREATE SCHEMA attic; GRANT USAGE ON SCHEMA attic TO PUBLIC; ALTER VIEW {grant}.departures SET SCHEMA attic;"
                                + " ALTER SCHEMA {grant} RENAME TO hidden"));
        Supplier<List<Finding>> since = () -> told.repaired.subList(before, told.repaired.size());
        await(() -> strays(since.get(), "SCHEMA hidden"), "the renamed schema");
        await(() -> strays(since.get(), "TABLE attic.departures"), "the moved view");
        assertEquals(
                List.of("f|f"),
                Mesh.rows(
                        dba,
                        fill("SELECT has_schema_privilege('{login}', 'hidden', 'USAGE'),"
                                + " has_table_privilege('{login}', 'attic.departures', 'SELECT')")));
        Mesh.execute(dba, "DROP SCHEMA hidden CASCADE; DROP SCHEMA attic CASCADE");
        await(this::isAsBefore, "all is as before");
        nothingIsWritten();
    }

    private Optional<Finding> strays(List<Finding> findings, String object) {
        return findings.stream()
                .filter(finding -> finding.kind() == Kind.FOREIGN_GRANT
                        && finding.object().equals(object)
                        && finding.found().contains(fill("role {login} has ")))
                .findFirst();
    }

    private Optional<Boolean> isAsBefore() {
        mesh.provision();
        mesh.backend.grant(wish);
        return told.remaining.isEmpty()
                        && mesh.backend
                                .verify(wish.key(), "consumer-password-delays")
                                .ok()
                ? Optional.of(true)
                : Optional.empty();
    }

    /** With nothing in it that tells the owner, others could put into it what they like. */
    @Test
    void aSchemaOfAGrantThatWasTakenOverIsToldThoughItIsEmpty() throws SQLException {
        Mesh.execute(dba, fill("ALTER SCHEMA {grant} OWNER TO {mallory}; DROP VIEW {grant}.departures"));
        Finding found = await(
                () -> find(told.remaining, told("", Kind.OWNER, "belongs to role {mallory}")),
                "the owner of the schema");
        assertEquals("ALTER SCHEMA " + grant.schema() + " OWNER TO " + Sql.id(fill("{portOwner}")), found.remedy());
        Mesh.execute(dba, found.remedy());
        await(this::isAsBefore, "all is as before");
        nothingIsWritten();
    }

    @Test
    void whatHappenedWhileTheOperatorWasDownIsSeenAfterwards() throws SQLException {
        mesh.backend.close();
        Mesh.execute(
                dba,
                fill(
                        "GRANT SELECT ON {grant}.departures TO PUBLIC; ALTER ROLE {login} NOINHERIT;"
                                + " CREATE OR REPLACE VIEW {grant}.departures AS SELECT id, tail_number, origin, note FROM"
                                + " {data}.departures; REVOKE SELECT ON {grant}.departures FROM {login};"
                                + " REVOKE USAGE ON SCHEMA {grant} FROM {login}; REVOKE {gate} FROM {login} GRANTED BY {operator};"
                                + " REVOKE INSERT ON {data}.departures FROM {writers};"
                                + " REVOKE USAGE ON SCHEMA {data} FROM {writers};"
                                + " ALTER ROLE {login} NOLOGIN CONNECTION LIMIT 1000; ALTER ROLE {writer} VALID UNTIL '2000-01-01'"));
        int before = told.repaired.size();
        mesh.backend = mesh.open();
        mesh.backend.listen(told);
        mesh.provision();
        mesh.backend.grant(wish);
        awaitAll(
                List.of(
                        repaired("", Kind.FOREIGN_GRANT, "everybody (PUBLIC) has SELECT"),
                        repaired("", Kind.ROLE_ATTRIBUTE, "it is not INHERIT"),
                        repaired("", Kind.VIEW, "definition"),
                        repaired("", Kind.MISSING_GRANT, "\"{login}\" lost SELECT"),
                        repaired("", Kind.MISSING_GRANT, "\"{login}\" lost USAGE"),
                        repaired("", Kind.MEMBERSHIP, "not a member of {gate}"),
                        repaired("", Kind.MISSING_GRANT, "\"{writers}\" lost INSERT"),
                        repaired("", Kind.MISSING_GRANT, "\"{writers}\" lost USAGE"),
                        repaired("", Kind.ROLE_ATTRIBUTE, "it should be LOGIN CONNECTION LIMIT 10"),
                        repaired("", Kind.ROLE_ATTRIBUTE, "it should be VALID UNTIL 'infinity'")),
                () -> told.repaired.subList(before, told.repaired.size()));
        assertEquals(
                "10",
                one(
                        "SELECT count(*) FROM roadstead_history.entry WHERE event = 'DriftRepaired' AND at > (SELECT max(at)"
                                + " FROM roadstead_history.entry WHERE event = 'WatchResumed')"));
        assertTrue(mesh.backend.verify(wish.key(), "consumer-password-delays").ok());
        nothingIsWritten();
    }

    /** A wish that is another one than before departs from what is there, but nobody tampered with anything. */
    @Test
    void whatWasWishedOtherwiseWhileTheOperatorWasDownIsNoDrift() throws SQLException {
        mesh.backend.close();
        int before = told.repaired.size();
        mesh.backend = mesh.open();
        mesh.backend.listen(told);
        mesh.provision();
        mesh.backend.grant(Mesh.wish(Mesh.DELAYS, Mesh.lens(Map.of()), Instant.parse("2091-01-01T00:00:00Z")));
        mesh.reopen();
        mesh.backend.listen(told);
        mesh.provision();
        mesh.backend.grant(wish);
        nothingIsWritten();
        assertEquals(
                before,
                told.repaired.size(),
                () -> told.repaired.subList(before, told.repaired.size()).toString());
    }

    /** A summary would hide the one that matters. */
    @Test
    void eachOfManyIsInTheHistory() throws SQLException {
        String many =
                "SELECT count(*) FROM roadstead_history.entry WHERE event = '%s' AND body ->> 'object' LIKE '%%.heap\\_%%'";
        Mesh.execute(
                dba,
                fill("DO $$ BEGIN FOR i IN 1..230 LOOP EXECUTE format('CREATE TABLE {data}.heap_%s (a int)', i);"
                        + " END LOOP; END $$"));
        await(() -> told.remaining.size() == 230 ? Optional.of(true) : Optional.empty(), "tables of others");
        await(() -> counted(many.formatted("DriftFound")), "found");
        Mesh.execute(
                dba,
                fill(
                        "DO $$ BEGIN FOR i IN 1..230 LOOP EXECUTE format('DROP TABLE {data}.heap_%s', i); END LOOP; END $$"));
        await(() -> told.remaining.isEmpty() ? Optional.of(true) : Optional.empty(), "gone again");
        await(() -> counted(many.formatted("DriftRepaired")), "repaired");
        nothingIsWritten();
    }

    private Optional<Boolean> counted(String sql) {
        try {
            return one(sql).equals("230") ? Optional.of(true) : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without a memory of what was there: it is made again, under new numbers where the old ones are lost. */
    @Test
    void wordsThatNobodyWritesStopNothing() throws SQLException {
        mesh.backend.close();
        Mesh.execute(
                dba,
                "INSERT INTO roadstead_meta.orphan VALUES ('ROLE', 'x', now()), ('', '', now());"
                        + " INSERT INTO roadstead_meta.unrecorded (at, event, grant_key, body, sqlstate) VALUES"
                        + " (now(), 'no event', 'x', '{}', ''), (now(), 'Opened', 'x', '[]', ''),"
                        + " (now(), 'Opened', 'x', '{\"contract\": \"0\", \"contractText\": \"a\"}', '');"
                        + " INSERT INTO roadstead_meta.lease VALUES ('d', 'HUMAN', 'n', 'p', 'd', 'p', now(), 0, NULL);"
                        + " INSERT INTO roadstead_meta.ledger VALUES ('TABLE', 's', 'n', 'DATA', 'd', 'a/b'),"
                        + " ('ROLE', '', 'n', 'WRITER', 'd', 'a/b'), ('SCHEMA', '', 'n', 'PORT', 'd', 'a');"
                        + " UPDATE roadstead_meta.grants SET kind = 'x'");
        int before = told.repaired.size();
        mesh.backend = mesh.open();
        mesh.backend.listen(told);
        mesh.provision();
        mesh.backend.grant(wish);
        assertTrue(mesh.backend.verify(wish.key(), "consumer-password-delays").ok());
        assertEquals(
                10,
                told.repaired.subList(before, told.repaired.size()).stream()
                        .filter(finding -> finding.found().endsWith("holds a word that the operator does not write"))
                        .count());
        nothingIsWritten();
    }

    /** Nothing is compared with these, so they stay as they are, and stop nobody. */
    @Test
    void aTimeThatNoClockShowsStopsNothing() throws SQLException {
        mesh.backend.close();
        String before = one("SELECT min(since) || '|' || max(since) FROM roadstead_meta.login");
        Mesh.execute(
                dba,
                fill("CREATE TABLE public.logins AS SELECT * FROM roadstead_meta.login;"
                        + " UPDATE roadstead_meta.login SET since = 'infinity', previous_until = '-infinity';"
                        + " INSERT INTO roadstead_meta.orphan VALUES ('GRANT', 'nobody', '294276-12-31 23:59:59Z')"));
        mesh.backend = mesh.open();
        mesh.backend.listen(told);
        mesh.provision();
        mesh.backend.grant(wish);
        assertTrue(mesh.backend.verify(wish.key(), "consumer-password-delays").ok());
        Mesh.execute(
                dba,
                "UPDATE roadstead_meta.login l SET since = s.since, previous_until = s.previous_until FROM public.logins s"
                        + " WHERE s.base = l.base; DELETE FROM roadstead_meta.orphan; DROP TABLE public.logins");
        assertEquals(before, one("SELECT min(since) || '|' || max(since) FROM roadstead_meta.login"));
        await(this::isAsBefore, "all is as before");
    }

    /** With the operator watching, and while it is down. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTableThatComesBackEmptyIsToldOf(boolean watched) throws SQLException {
        int before = told.repaired.size();
        mesh.load("2, 'N2', 'LGA', 'b'");
        if (!watched) {
            mesh.backend.close();
        }
        Mesh.execute(dba, fill("DROP TABLE {data}.departures CASCADE"));
        if (!watched) {
            mesh.backend = mesh.open();
            mesh.backend.listen(told);
            mesh.provision();
            mesh.backend.grant(wish);
        }
        Finding lost = await(
                () -> find(
                        told.repaired.subList(before, told.repaired.size()),
                        repaired("", Kind.DATA_LOST, "all its rows")),
                "a table that was dropped");
        assertEquals(new Finding.Concern.Port(Mesh.PORT), lost.concern());
        assertEquals("0", one(fill("SELECT count(*) FROM {data}.departures")));
        assertTrue(one("SELECT body ->> 'found' FROM roadstead_history.entry WHERE body ->> 'kind' = 'DataLost'"
                        + " ORDER BY seq DESC LIMIT 1")
                .contains("dropped or renamed with all its rows"));
        nothingIsWritten();
    }
}
