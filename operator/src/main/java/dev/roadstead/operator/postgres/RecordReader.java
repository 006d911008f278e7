package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LeaseKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.OrphanKey;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.Purpose;
import dev.roadstead.operator.postgres.Snapshot.StrayRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the operator's own tables for a snapshot, a query each. One row that no operator wrote must not keep it from
 * reading the others: it is set aside.
 */
final class RecordReader {
    private final Queries queries;
    private final List<StrayRow> strays = new ArrayList<>();

    RecordReader(Queries queries) {
        this.queries = queries;
    }

    /**
     * What the other methods have set aside so far, and what waits to be told in the history and never could: each entry
     * would wait behind it, and with it every grant of the store.
     */
    List<StrayRow> strays() throws SQLException {
        queries.each(
                "SELECT id::text FROM roadstead_meta.unrecorded WHERE event !~ '^[A-Z][A-Za-z]{2,30}$'"
                        + " OR jsonb_typeof(body) <> 'object' OR body ->> 'contract' IS DISTINCT FROM coalesce(encode(sha256("
                        + "convert_to(body ->> 'contractText', 'UTF8')), 'hex'), body ->> 'contract')",
                row -> strays.add(new StrayRow("unrecorded", Map.of("id", row.getString(1)))));
        return List.copyOf(strays);
    }

    Map<LedgerKey, LedgerRow> ledger() throws SQLException {
        Map<LedgerKey, LedgerRow> found = new HashMap<>();
        queries.each(
                "SELECT kind, schema_name, name, part, domain, object, fingerprint FROM roadstead_meta.ledger", row -> {
                    LedgerKey.Kind kind = word(LedgerKey.Kind.class, row.getString(1));
                    Part part = word(Part.class, row.getString(4));
                    if (kind == null || part == null || !part.mayBelongTo(row.getString(6))) {
                        setAside(row, "ledger", "kind", "schema_name", "name");
                        return;
                    }
                    LedgerKey key = new LedgerKey(kind, row.getString(2), row.getString(3));
                    found.put(key, new LedgerRow(key, part, row.getString(5), row.getString(6), row.getString(7)));
                });
        return found;
    }

    Map<Subject, String> identities() throws SQLException {
        Map<Subject, String> found = new HashMap<>();
        queries.each("SELECT domain, kind, name, id FROM roadstead_meta.identity", row -> {
            Subject subject = subject(row);
            if (subject == null) {
                setAside(row, "identity", "domain", "kind", "name");
            } else {
                found.put(subject, row.getString(4));
            }
        });
        return found;
    }

    Map<String, LoginState> logins() throws SQLException {
        Map<String, LoginState> found = new HashMap<>();
        queries.each(
                "SELECT base, login, fingerprint, " + Sql.micros("since") + ", previous, "
                        + Sql.micros("previous_until") + ", handled FROM roadstead_meta.login",
                row -> found.put(
                        row.getString(1),
                        new LoginState(
                                row.getString(2),
                                row.getString(3),
                                Queries.instant(row, 4),
                                row.getString(5),
                                Queries.instantOrNull(row, 6),
                                row.getString(7))));
        return found;
    }

    Map<Purpose, String> addresses() throws SQLException {
        Map<Purpose, String> found = new HashMap<>();
        queries.each("SELECT domain, kind, name, purpose, id FROM roadstead_meta.address", row -> {
            Subject subject = subject(row);
            if (subject == null) {
                setAside(row, "address", "domain", "kind", "name", "purpose");
            } else {
                found.put(new Purpose(subject, row.getString(4)), row.getString(5));
            }
        });
        return found;
    }

    Map<LeaseKey, LeaseState> leases() throws SQLException {
        Map<LeaseKey, LeaseState> found = new HashMap<>();
        queries.each(
                "SELECT domain, kind, name, purpose, port_domain, port, " + Sql.micros("start_time") + ", renewal, "
                        + Sql.micros("renewed_time") + " FROM roadstead_meta.lease",
                row -> {
                    Subject subject = subject(row);
                    if (subject == null) {
                        setAside(row, "lease", "domain", "kind", "name", "purpose", "port_domain", "port");
                        return;
                    }
                    found.put(
                            new LeaseKey(subject, row.getString(4), row.getString(5), row.getString(6)),
                            new LeaseState(Queries.instant(row, 7), row.getInt(8), Queries.instantOrNull(row, 9)));
                });
        return found;
    }

    Map<String, GrantRow> grants() throws SQLException {
        Map<String, GrantRow> found = new HashMap<>();
        queries.each(
                "SELECT domain, kind, name, schema_name, port_domain, port, version, purpose, request, next_step, "
                        + Sql.micros("not_after") + ", ended, shortened, recorded FROM roadstead_meta.grants",
                row -> {
                    Subject subject = subject(row);
                    if (subject == null) {
                        setAside(row, "grants", "schema_name");
                        return;
                    }
                    String schema = row.getString(4);
                    found.put(
                            schema,
                            new GrantRow(
                                    schema,
                                    subject,
                                    new PortKey(row.getString(5), row.getString(6), row.getString(7)),
                                    row.getString(8),
                                    row.getString(9),
                                    row.getString(10),
                                    Queries.instantOrNull(row, 11),
                                    row.getBoolean(12),
                                    row.getBoolean(13),
                                    row.getString(14)));
                });
        return found;
    }

    Map<OrphanKey, Instant> orphans() throws SQLException {
        Map<OrphanKey, Instant> found = new HashMap<>();
        queries.each("SELECT kind, name, " + Sql.micros("since") + " FROM roadstead_meta.orphan", row -> {
            Orphan.Kind kind = word(Orphan.Kind.class, row.getString(1));
            if (kind == null) {
                setAside(row, "orphan", "kind", "name");
            } else {
                found.put(new OrphanKey(kind, row.getString(2)), Queries.instant(row, 3));
            }
        });
        return found;
    }

    /** Of a row that begins with a domain, a kind and a name; null if no subject is of that kind. */
    private static @Nullable Subject subject(ResultSet row) throws SQLException {
        Subject.Kind kind = word(Subject.Kind.class, row.getString(2));
        return kind == null ? null : new Subject(row.getString(1), kind, row.getString(3));
    }

    private static <E extends Enum<E>> @Nullable E word(Class<E> words, String found) {
        for (E word : words.getEnumConstants()) {
            if (word.name().equals(found)) {
                return word;
            }
        }
        return null;
    }

    private void setAside(ResultSet row, String table, String... key) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (String column : key) {
            values.put(column, row.getString(column));
        }
        strays.add(new StrayRow(table, values));
    }
}
