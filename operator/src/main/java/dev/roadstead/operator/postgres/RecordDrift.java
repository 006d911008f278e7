package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.LeaseState;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.postgres.Script.Statement;
import dev.roadstead.operator.postgres.Snapshot.LeaseKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds rows of the operator's own tables that changed although only the operator writes there: a mark that is gone
 * would end enforcement, a start that moved would prolong a lease. Known only while the operator runs; grants need no
 * such memory, because each wish is compared with its row.
 */
final class RecordDrift {
    private final Snapshot before;
    private final Snapshot now;
    private final List<Repair> repairs = new ArrayList<>();

    /** @param before what the operator itself left, with no write of its own since */
    RecordDrift(Snapshot before, Snapshot now) {
        this.before = before;
        this.now = now;
    }

    List<Repair> find() {
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
        return repairs;
    }

    private void ledger(LedgerRow row) {
        add(
                "ledger",
                row.key().schema()
                        + (row.key().schema().isEmpty() ? "" : ".")
                        + row.key().name(),
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
        repairs.add(new Repair(
                new Finding(
                        Kind.RECORD,
                        "table roadstead_meta." + table,
                        "the row of " + what + " was changed or deleted",
                        sql,
                        null),
                List.of(new Statement(Script.OPERATOR, sql))));
    }
}
