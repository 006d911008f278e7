package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.history.Chain;
import dev.roadstead.operator.history.Entry;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.history.KnownNames;
import dev.roadstead.operator.history.Pruned;
import dev.roadstead.operator.history.Recorded;
import dev.roadstead.operator.history.Span;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the history of one store, in one read-only transaction. Every method throws {@link BackendException}. */
public final class StoreHistory implements AutoCloseable {
    private static final int FETCH = 1000;
    /** An entry written late tells when it happened. */
    private static final String HAPPENED = "coalesce((body ->> 'happened')::timestamptz, at)";

    private final StoreSettings settings;
    private final Connections connections;
    private final Connection connection;

    private StoreHistory(StoreSettings settings, Connections connections, Connection connection) {
        this.settings = settings;
        this.connections = connections;
        this.connection = connection;
    }

    /** Connects as the operator's own user. */
    public static StoreHistory open(StoreSettings settings) {
        Connections connections = new Connections(settings);
        try {
            Connection connection = connections.operator();
            try (Statement s = connection.createStatement()) {
                connection.setAutoCommit(false);
                s.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0");
            }
            return new StoreHistory(settings, connections, connection);
        } catch (SQLException e) {
            connections.close();
            throw Failures.connecting(settings, e);
        }
    }

    /** Every entry, oldest first. */
    public void entries(Consumer<Entry> each) {
        try (Statement s = connection.createStatement()) {
            s.setFetchSize(FETCH);
            try (ResultSet rows =
                    s.executeQuery("SELECT " + HistoryReader.COLUMNS + " FROM roadstead_history.entry ORDER BY seq")) {
                while (rows.next()) {
                    each.accept(HistoryReader.entry(rows));
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Everything there is, held against each other.
     *
     * @param known the head that is remembered outside the store; null if there is none
     */
    public Chain chain(@Nullable Head known) {
        Chain chain = new Chain(known, pruned().orElse(null));
        entries(chain::next);
        return chain;
    }

    /** What it says of a time. */
    public Recorded recorded(Instant from, Instant to) {
        return new Recorded(
                spans("'Opened', 'Changed', 'Closed'", from, to), spans("'Published'", from, to), contracts());
    }

    /** The spans that overlap a time, in the order of who they are about and of numbers. */
    private List<Span> spans(String events, Instant from, Instant to) {
        String sql = "SELECT " + HistoryReader.COLUMNS
                + ", " + Sql.micros("next") + " AS next, late FROM ("
                + "SELECT e.*, lead(" + HAPPENED + ") OVER w AS next, lead(body ? 'late') OVER w AS late"
                + " FROM roadstead_history.entry e WHERE event IN (" + events + ")"
                + " WINDOW w AS (PARTITION BY grant_key ORDER BY seq)) s"
                + " WHERE event <> 'Closed' AND (least(at, next) <= " + Sql.time(to) + ")"
                + " AND (next IS NULL OR greatest(at, next) >= " + Sql.time(from) + ") ORDER BY grant_key, seq";
        return query(sql, rows -> {
            List<Span> spans = new ArrayList<>();
            while (rows.next()) {
                long next = rows.getLong("next");
                Instant until = rows.wasNull() ? null : Sql.instant(next);
                spans.add(new Span(HistoryReader.entry(rows), until, rows.getBoolean("late")));
            }
            return spans;
        });
    }

    /** The entries about one grant's consumer: a product or request {@code domain/name}. */
    public List<Entry> ofConsumer(String domain, String name) {
        String sql =
                "SELECT " + HistoryReader.COLUMNS + " FROM roadstead_history.entry WHERE body #>> '{subject,domain}' = "
                        + Sql.text(domain) + " AND body #>> '{subject,name}' = " + Sql.text(name) + " ORDER BY seq";
        return query(sql, StoreHistory::list);
    }

    /** Adds every port that it ever told of, with the columns that its contracts had. */
    public void ports(KnownNames known) {
        Map<String, String> contracts = contracts();
        String sql = "SELECT DISTINCT body ->> 'domain', body ->> 'port', body ->> 'contract'"
                + " FROM roadstead_history.entry WHERE body ? 'port'";
        query(sql, rows -> {
            while (rows.next()) {
                String contract = rows.getString(3);
                known.add(
                        rows.getString(1),
                        rows.getString(2),
                        KnownNames.columns(contract == null ? null : contracts.get(contract)));
            }
            return known;
        });
    }

    /** Adds every consumer, and every product that has a writer. */
    public void consumers(KnownNames known) {
        String sql = "SELECT DISTINCT body #>> '{subject,domain}', body #>> '{subject,name}'"
                + " FROM roadstead_history.entry WHERE body ? 'subject'";
        query(sql, rows -> {
            while (rows.next()) {
                known.add(rows.getString(1), rows.getString(2), List.of());
            }
            return known;
        });
    }

    /** The entries that tell when somebody watched, and what was found that nobody had decided. */
    public List<Entry> watch() {
        return query(
                "SELECT " + HistoryReader.COLUMNS + " FROM roadstead_history.entry"
                        + " WHERE event IN ('WatchLost', 'WatchResumed', 'Rewound', 'DriftFound',"
                        + " 'DriftRepaired') ORDER BY seq",
                StoreHistory::list);
    }

    /** What the retention removed; empty if nothing yet. */
    public Optional<Pruned> pruned() {
        try {
            return HistoryReader.pruned(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Texts of contracts by hash, those that were not altered. */
    public Map<String, String> contracts() {
        return query("SELECT hash, body FROM roadstead_history.contract ORDER BY hash", rows -> {
            Map<String, String> texts = new LinkedHashMap<>();
            while (rows.next()) {
                if (Chain.isText(rows.getString(1), rows.getString(2))) {
                    texts.put(rows.getString(1), rows.getString(2));
                }
            }
            return texts;
        });
    }

    /** How many ends could not be recorded yet. */
    public int unrecorded() {
        return query("SELECT count(*) FROM roadstead_meta.unrecorded", rows -> {
            rows.next();
            return rows.getInt(1);
        });
    }

    private static List<Entry> list(ResultSet rows) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        while (rows.next()) {
            entries.add(HistoryReader.entry(rows));
        }
        return entries;
    }

    private interface RowReader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> T query(String sql, RowReader<T> reader) {
        try (Statement s = connection.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            return reader.read(rows);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private BackendException failed(SQLException e) {
        return Failures.running("the history of " + settings, e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connections.close();
        }
    }
}
