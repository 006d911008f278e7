package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.history.ContractText;
import dev.roadstead.operator.history.Event;
import dev.roadstead.operator.history.Told;
import dev.roadstead.operator.postgres.Script.Statement;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements that tell the history what the transaction around them does. What gives fails with its entry; what takes
 * away goes on without it, and the entry follows late.
 */
final class Histories {
    private Histories() {}

    /** Whether this is an entry that must be written before anything is given. */
    static boolean gives(@Nullable GrantRow existing, Told told) {
        String before = existing == null ? null : existing.recorded();
        return !told.digest().equals(before) && !told.digest().equals(Told.ENDED);
    }

    static BackendException notWritable(GrantKey key) {
        return BackendException.failed(
                "HistoryNotWritable",
                key
                        + ": the history of this store can't be written, so nothing new is granted; a DBA takes back what was"
                        + " changed on schema roadstead_history",
                new IllegalStateException("history not writable"));
    }

    /** An expression for the number of the entry, written as it is evaluated; NULL where nothing is new. */
    static String entry(GrantKey key, @Nullable GrantRow existing, Told told) {
        String before = existing == null ? null : existing.recorded();
        if (told.digest().equals(before)) {
            return "NULL";
        }
        if (told.digest().equals(Told.ENDED)) {
            return anyway(Event.CLOSED, key.toString(), told);
        }
        boolean live = before != null && !before.equals(Told.ENDED);
        return call("roadstead_history.append", live ? Event.CHANGED : Event.OPENED, key.toString(), told);
    }

    /** More assignments for the UPDATE that ends a grant; none if its end has been told already. */
    static String ended(GrantRow row, String reason) {
        if (Told.ENDED.equals(row.recorded())) {
            return "";
        }
        Told told = Told.end(row.key(), row.request(), reason, row.notAfter());
        return ", recorded = " + Sql.text(told.digest()) + ", entry = coalesce("
                + anyway(Event.CLOSED, row.key().toString(), told) + ", entry)";
    }

    /**
     * A writer can come in from here on, or by another login too.
     *
     * @param already whether it could before
     */
    static void open(
            Script script, LoginHolder.Writer writer, Because because, Collection<String> logins, boolean already) {
        Event event = already ? Event.CHANGED : Event.OPENED;
        script.operator("SELECT "
                + call("roadstead_history.append", event, writer.toString(), Told.writer(writer, because, logins)));
    }

    /** A writer has no login any more by which it could come in. */
    static void close(Script script, LoginHolder.Writer writer) {
        script.operator("SELECT " + anyway(Event.CLOSED, writer.toString(), Told.end(writer, "Removed")));
    }

    /**
     * A port version whose contract or place is not what the history says last.
     *
     * @return whether there is anything to tell
     */
    static boolean publish(Script script, Draft draft, PortWish wish) {
        String schema = Names.portSchema(wish.key());
        Told told = Told.port(wish, ContractText.of(wish.contract()));
        Optional<String> before =
                draft.snapshot.ledger(LedgerKey.schema(schema)).map(Snapshot.LedgerRow::fingerprint);
        if (before.filter(told.digest()::equals).isPresent()) {
            return false;
        }
        script.operator("WITH told AS (SELECT "
                + anyway(Event.PUBLISHED, "port " + wish.key(), told)
                + ") UPDATE roadstead_meta.ledger SET fingerprint = " + Sql.text(told.digest())
                + " FROM told WHERE kind = 'SCHEMA' AND name = " + Sql.text(schema));
        return true;
    }

    /** An expression that writes an entry, or keeps it for later if that can't be done now; its number or NULL. */
    static String anyway(Event event, String grant, Told told) {
        return call("roadstead_meta.record_anyway", event, grant, told);
    }

    /** A statement of its own that writes an entry about the whole store, or keeps it for later. */
    static Statement note(Event event, Told told) {
        return new Statement(Script.OPERATOR, "SELECT " + anyway(event, "", told));
    }

    private static String call(String function, Event event, String grant, Told told) {
        return function + "(" + Sql.text(event.wireName()) + ", " + Sql.text(grant) + ", " + Sql.text(told.json())
                + "::jsonb)";
    }
}
