package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.postgres.Script.Statement;
import dev.roadstead.operator.postgres.Snapshot.LeaseKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.StrayRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds rows of the operator's own tables that changed although only the operator writes there: a mark that is gone
 * would end enforcement, one that was added makes somebody else's object ours, a start that moved would prolong a lease.
 * But for words that no operator writes, known only while the operator runs; grants need no such memory, because each
 * wish is compared with its row.
 */
final class RecordDrift {
    private final Snapshot now;
    private final List<Repair> repairs = new ArrayList<>();

    RecordDrift(Snapshot now) {
        this.now = now;
    }

    /** @param before what the operator itself left, with no write of its own since; absent where that is not known */
    List<Repair> find(@Nullable Snapshot before) {
        // First, because a lost row may not come back beside what became of it.
        now.strays().forEach(this::stray);
        if (before != null) {
            changed(before);
        }
        return repairs;
    }

    private void stray(StrayRow row) {
        remove(
                row.table(),
                String.join(" ", row.key().values()).trim(),
                "holds a word that the operator does not write",
                row.key());
    }

    private void changed(Snapshot before) {
        before.ledger().forEach((key, row) -> {
            if (!row.equals(now.ledger().get(key))) {
                ledger(row);
            }
        });
        before.identities().forEach((subject, id) -> {
            if (!id.equals(now.identities().get(subject))) {
                add(
                        "identity",
                        subject.toString(),
                        "(domain, kind, name, id)",
                        subject(subject) + ", " + Sql.text(id),
                        "(domain, kind, name)",
                        "id");
            }
        });
        before.addresses().forEach((purpose, id) -> {
            if (!id.equals(now.addresses().get(purpose))) {
                add(
                        "address",
                        purpose.subject() + " for " + purpose.purpose(),
                        "(domain, kind, name, purpose, id)",
                        subject(purpose.subject()) + ", " + Sql.text(purpose.purpose()) + ", " + Sql.text(id),
                        "(domain, kind, name, purpose)",
                        "id");
            }
        });
        before.leases().forEach((key, lease) -> {
            if (!lease.equals(now.leases().get(key))) {
                lease(key, lease);
            }
        });
        now.ledger().forEach((key, row) -> {
            if (!before.ledger().containsKey(key)) {
                Map<String, String> columns = new LinkedHashMap<>();
                columns.put("kind", key.kind().name());
                columns.put("schema_name", key.schema());
                columns.put("name", key.name());
                remove("ledger", name(key), "was added", columns);
            }
        });
    }

    private static String name(LedgerKey key) {
        return key.schema() + (key.schema().isEmpty() ? "" : ".") + key.name();
    }

    private void remove(String table, String what, String found, Map<String, String> key) {
        report(
                table,
                what,
                found,
                "DELETE FROM roadstead_meta." + table + " WHERE "
                        + key.entrySet().stream()
                                .map(column -> column.getKey() + " = " + Sql.text(column.getValue()))
                                .collect(Collectors.joining(" AND ")));
    }

    private void ledger(LedgerRow row) {
        add(
                "ledger",
                name(row.key()),
                "(kind, schema_name, name, part, domain, object, fingerprint)",
                String.join(
                        ", ",
                        Sql.text(row.key().kind().name()),
                        Sql.text(row.key().schema()),
                        Sql.text(row.key().name()),
                        Sql.text(row.part().name()),
                        Sql.text(row.domain()),
                        Sql.text(row.object()),
                        Sql.text(row.fingerprint())),
                "(kind, schema_name, name)",
                "part",
                "domain",
                "object",
                "fingerprint");
    }

    private void lease(LeaseKey key, LeaseState lease) {
        add(
                "lease",
                key.subject() + " on " + key.portDomain() + "/" + key.port(),
                "(domain, kind, name, purpose, port_domain, port, start_time, renewal, renewed_time)",
                subject(key.subject()) + ", " + Sql.text(key.purpose()) + ", " + Sql.text(key.portDomain()) + ", "
                        + Sql.text(key.port()) + ", " + Sql.time(lease.startTime()) + ", " + lease.renewal() + ", "
                        + Sql.time(lease.renewedTime()),
                "(domain, kind, name, purpose, port_domain, port)",
                "start_time",
                "renewal",
                "renewed_time");
    }

    private static String subject(Subject subject) {
        return Sql.text(subject.domain()) + ", " + Sql.text(subject.kind().name()) + ", " + Sql.text(subject.name());
    }

    private void add(String table, String what, String columns, String values, String key, String... restored) {
        List<String> set = new ArrayList<>();
        for (String column : restored) {
            set.add(column + " = EXCLUDED." + column);
        }
        String sql = "INSERT INTO roadstead_meta." + table + " " + columns + " VALUES (" + values + ") ON CONFLICT "
                + key + " DO UPDATE SET " + String.join(", ", set);
        report(table, what, "was changed or deleted", sql);
    }

    private void report(String table, String what, String found, String sql) {
        repairs.add(new Repair(
                new Finding(
                        Kind.RECORD, "table roadstead_meta." + table, "the row of " + what + " " + found, sql, null),
                List.of(new Statement(Script.OPERATOR, sql))));
    }
}
