package dev.roadstead.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a grant costs its reader: {@code src/bench/reads}. */
@Command(name = "reads")
public final class ReadsBench implements Runnable {

    /** What is asked; {@code %s} takes the condition that a row filter would add. */
    private static final Map<String, String> QUERIES = queries();

    @Option(names = "--rows")
    int rows = 3_000_000;

    @Option(names = "--json")
    boolean json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ReadsBench()).execute(arguments));
    }

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("point", "SELECT * FROM readings WHERE id = 4242%s");
        queries.put(
                "filter",
                "SELECT count(*), sum(value) FROM readings WHERE at >= timestamptz '2026-01-02 00:00:00Z' AND at <"
                        + " timestamptz '2026-01-02 01:00:00Z'%s");
        queries.put("aggregate", "SELECT place, count(*), avg(value) FROM readings WHERE true%s GROUP BY place");
        queries.put(
                "join",
                "SELECT count(*), sum(r.value) FROM readings r JOIN sensors s ON s.id = r.sensor_id WHERE s.kind ="
                        + " 'kind 7'%s");
        queries.put("scan", "SELECT sum(value) FROM readings WHERE true%s");
        queries.put("text", "SELECT min(serial), count(serial) FROM readings WHERE true%s");
        queries.put("top 10", "SELECT * FROM readings WHERE true%s ORDER BY at DESC LIMIT 10");
        return queries;
    }

    @Override
    public void run() {
        if (rows < 10_000) {
            throw new CommandLine.ParameterException(new CommandLine(this), "--rows takes a number from 10000 on");
        }
        try (var store = new ReadsStore(rows)) {
            List<Map<String, Object>> table = new ArrayList<>();
            for (Map.Entry<String, String> query : QUERIES.entrySet()) {
                System.err.println("measuring " + query.getKey());
                table.add(measure(store, query.getKey(), query.getValue()));
            }
            System.out.println(json ? json(table) : text(table));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> measure(ReadsStore store, String name, String query) throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("query", name);
        double base = store.base(query.formatted(""));
        double filtered = store.base(query.formatted(" AND " + ReadsStore.CONDITION));
        row.put("baseMillis", rounded(base));
        for (ReadsStore.Variant variant : ReadsStore.Variant.values()) {
            double millis = store.through(variant, query.formatted(""));
            row.put(variant.label(), rounded(millis / (variant.filters() ? filtered : base)));
        }
        return row;
    }

    private String json(List<Map<String, Object>> table) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("rows", rows);
        all.put("queries", table);
        try {
            return new ObjectMapper().writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(List<Map<String, Object>> table) {
        var text = new StringBuilder(rows + " rows; base in ms, the others as multiples of it\n");
        text.append(String.format("%-10s", "query"));
        table.getFirst().keySet().stream().skip(1).forEach(key -> text.append(String.format("%14s", key)));
        for (Map<String, Object> row : table) {
            text.append(String.format("%n%-10s", row.get("query")));
            row.values().stream()
                    .skip(1)
                    .forEach(
                            value -> text.append(String.format(Locale.ROOT, "%14.2f", ((Number) value).doubleValue())));
        }
        return text.toString();
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
