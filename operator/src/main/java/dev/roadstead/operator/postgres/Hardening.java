package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Advice;
import dev.roadstead.operator.backend.Advice.Kind;
import dev.roadstead.operator.postgres.ServerFacts.ConnectionFacts;
import dev.roadstead.operator.postgres.ServerFacts.On;
import dev.roadstead.operator.postgres.ServerFacts.PublicRight;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a DBA should still do, because only a DBA can. Each rule is a function of what was found; its text changes only
 * when that does, or a status would be written at every look.
 */
final class Hardening {
    private static final int FIRST_SAFE_SERVER = 16;
    private static final Duration CLOCKS_APART = Duration.ofSeconds(5);

    private static final List<Function<ServerFacts, Stream<Advice>>> RULES = List.of(
            Hardening::thisDatabase,
            Hardening::publicSchema,
            Hardening::languages,
            Hardening::largeObjects,
            Hardening::extensions,
            Hardening::otherDatabases,
            Hardening::attributes,
            Hardening::preparedTransactions,
            Hardening::connections,
            Hardening::passwords,
            Hardening::clock,
            Hardening::oldServer);

    private Hardening() {}

    static List<Advice> of(ServerFacts facts) {
        return RULES.stream().flatMap(rule -> rule.apply(facts)).toList();
    }

    private static Stream<Advice> thisDatabase(ServerFacts facts) {
        return names(facts, On.THIS_DATABASE)
                .map(name -> needed(
                        "everybody may connect to this database, or make temporary tables and functions in it",
                        "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC"));
    }

    private static Stream<Advice> publicSchema(ServerFacts facts) {
        return names(facts, On.SCHEMA)
                .map(name -> needed(
                        "everybody shares schema " + name + ", where one login can leave a trap for another",
                        "REVOKE ALL ON SCHEMA " + name + " FROM PUBLIC"));
    }

    private static Stream<Advice> languages(ServerFacts facts) {
        List<String> names = names(facts, On.LANGUAGE).toList();
        if (names.isEmpty()) {
            return Stream.empty();
        }
        String open = String.join(", ", names);
        return Stream.of(needed(
                "everybody may write functions and DO blocks in " + open + "; the operator itself needs plpgsql",
                "REVOKE USAGE ON LANGUAGE " + open + " FROM PUBLIC; GRANT USAGE ON LANGUAGE plpgsql TO "
                        + Sql.id(facts.operator())));
    }

    private static Stream<Advice> largeObjects(ServerFacts facts) {
        String open = names(facts, On.LARGE_OBJECTS).collect(Collectors.joining(", "));
        return open.isEmpty()
                ? Stream.empty()
                : Stream.of(needed(
                        "every reader may store large objects and fill the disk",
                        "REVOKE EXECUTE ON FUNCTION " + open + " FROM PUBLIC"));
    }

    /** Their functions are many, and differ from version to version. */
    private static Stream<Advice> extensions(ServerFacts facts) {
        return names(facts, On.EXTENSION)
                .map(
                        name -> needed(
                                "every reader may reach other servers with the functions of extension " + name,
                                "DO $$ DECLARE f regprocedure; BEGIN FOR f IN SELECT d.objid FROM pg_depend d JOIN pg_extension e"
                                        + " ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass WHERE d.classid ="
                                        + " 'pg_proc'::regclass AND d.deptype = 'e' AND e.extname = "
                                        + Sql.text(name)
                                        + " LOOP EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', f); END LOOP; END $$"));
    }

    private static Stream<Advice> otherDatabases(ServerFacts facts) {
        return names(facts, On.OTHER_DATABASE)
                .map(name -> needed(
                        "the logins of this store may also enter database " + name,
                        "REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC"));
    }

    private static Stream<Advice> attributes(ServerFacts facts) {
        return facts.attributes().isEmpty()
                ? Stream.empty()
                : Stream.of(needed(
                        "the operator needs no " + String.join(" and no ", facts.attributes()),
                        "ALTER ROLE " + Sql.id(facts.operator())
                                + facts.attributes().stream()
                                        .map(attribute -> " NO" + attribute)
                                        .collect(Collectors.joining())));
    }

    private static Stream<Advice> preparedTransactions(ServerFacts facts) {
        return facts.preparedTransactions() == 0
                ? Stream.empty()
                : Stream.of(needed(
                        "a reader's prepared transaction keeps its locks when its session is ended; takes effect when the"
                                + " server is restarted",
                        "ALTER SYSTEM SET max_prepared_transactions = 0"));
    }

    private static Stream<Advice> connections(ServerFacts facts) {
        ConnectionFacts found = facts.connections();
        boolean kept = found.kept() > 0 && found.operatorMayUseKept();
        if (kept) {
            return Stream.empty();
        }
        long free = (long) found.max() - found.keptForSuperusers() - found.kept() - found.operator();
        if (facts.major() < FIRST_SAFE_SERVER) {
            return found.logins() <= free ? Stream.empty() : Stream.of(needed(limits(found), ""));
        }
        String reserve = found.kept() > 0 ? "" : "ALTER SYSTEM SET reserved_connections = " + found.operator();
        String grant =
                found.operatorMayUseKept() ? "" : "GRANT pg_use_reserved_connections TO " + Sql.id(facts.operator());
        String both = Stream.of(grant, reserve).filter(s -> !s.isEmpty()).collect(Collectors.joining("; "));
        return Stream.of(
                found.logins() <= free
                        ? new Advice(
                                Kind.OPTIONAL,
                                "keeps connections for the operator; takes effect when the server is restarted",
                                both)
                        : needed(
                                limits(found) + ", or keep some for the operator; takes effect when the server is"
                                        + " restarted",
                                both));
    }

    private static String limits(ConnectionFacts found) {
        return "logins of this store may together take all " + found.max()
                + " connections and shut the operator out: set spec.postgres.limits.connections of the StoreClass";
    }

    private static Stream<Advice> passwords(ServerFacts facts) {
        return facts.passwordEncryption().equals("md5")
                ? Stream.of(needed(
                        "new passwords of this server are kept as MD5 hashes, which can be used in their place",
                        "ALTER SYSTEM SET password_encryption = 'scram-sha-256'; SELECT pg_reload_conf()"))
                : Stream.empty();
    }

    private static Stream<Advice> clock(ServerFacts facts) {
        return facts.clockAhead().abs().compareTo(CLOCKS_APART) > 0
                ? Stream.of(needed(
                        "the server's clock and the operator's differ by more than " + CLOCKS_APART.toSeconds()
                                + " s; leases end by the server's: set both by NTP",
                        ""))
                : Stream.empty();
    }

    private static Stream<Advice> oldServer(ServerFacts facts) {
        return facts.major() < FIRST_SAFE_SERVER
                ? Stream.of(needed(
                        "PostgreSQL " + facts.version() + " lets the operator alter every role that is no superuser;"
                                + " upgrade to 16 or newer",
                        ""))
                : Stream.empty();
    }

    private static Stream<String> names(ServerFacts facts, On on) {
        return facts.rights().stream().filter(right -> right.on() == on).map(PublicRight::name);
    }

    private static Advice needed(String why, String statement) {
        return new Advice(Kind.NEEDED, why, statement);
    }
}
