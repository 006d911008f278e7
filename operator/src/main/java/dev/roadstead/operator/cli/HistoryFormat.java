package dev.roadstead.operator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How rows are printed. Notes are comments to a table; in JSON they are part of the answer, in CSV they go to stderr. */
enum HistoryFormat {
    TABLE {
        @Override
        void print(List<String> heads, List<List<String>> rows, List<String> notes, PrintWriter out, PrintWriter err) {
            List<List<String>> all = new ArrayList<>();
            if (!rows.isEmpty()) {
                all.add(heads.stream()
                        .map(head -> head.toUpperCase(Locale.ROOT))
                        .toList());
            }
            all.addAll(rows);
            for (List<String> row : all) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < row.size(); i++) {
                    int column = i;
                    int width = all.stream()
                            .mapToInt(r -> r.get(column).length())
                            .max()
                            .orElse(0);
                    line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
                }
                out.println(line.toString().stripTrailing());
            }
            notes.forEach(out::println);
        }
    },
    JSON {
        @Override
        void print(List<String> heads, List<List<String>> rows, List<String> notes, PrintWriter out, PrintWriter err) {
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            var list = answer.putArray("rows");
            for (List<String> row : rows) {
                ObjectNode entry = list.addObject();
                for (int i = 0; i < row.size(); i++) {
                    entry.put(heads.get(i), row.get(i));
                }
            }
            var more = answer.putArray("notes");
            notes.forEach(more::add);
            out.println(answer.toPrettyString());
        }
    },
    CSV {
        @Override
        void print(List<String> heads, List<List<String>> rows, List<String> notes, PrintWriter out, PrintWriter err) {
            Stream.concat(Stream.of(heads), rows.stream())
                    .map(row -> row.stream().map(HistoryFormat::quoted).collect(Collectors.joining(",")))
                    .forEach(line -> out.print(line + "\r\n"));
            notes.forEach(err::println);
        }
    };

    abstract void print(
            List<String> heads, List<List<String>> rows, List<String> notes, PrintWriter out, PrintWriter err);

    private static String quoted(String value) {
        return value.matches("[^\",\r\n]*") ? value : '"' + value.replace("\"", "\"\"") + '"';
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
