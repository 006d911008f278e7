package dev.roadstead.operator.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.roadstead.operator.answers.Answer;
import dev.roadstead.operator.answers.Sheet;
import dev.roadstead.operator.kube.KubernetesClients;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Writes an answer: the answer to standard output, what else should be known to standard error. */
final class AnswerPrinter {

    private static final String GAP = "  ";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Style style;

    AnswerPrinter(PrintWriter out, PrintWriter err, Style style) {
        this.out = out;
        this.err = err;
        this.style = style;
    }

    void print(Answer answer, OutputFormat format) {
        switch (format) {
            case TABLE -> {
                table(answer);
                out.flush();
                answer.remarks().forEach(remark -> err.println("note: " + remark));
                err.flush();
            }
            case JSON -> out.println(serialization().asJson(answer));
            case YAML -> out.print(serialization().asYaml(answer));
            case CSV -> {
                csv(answer.flat());
                out.flush();
                answer.remarks().forEach(remark -> err.println("note: " + remark));
                err.flush();
            }
        }
        out.flush();
    }

    private static KubernetesSerialization serialization() {
        return KubernetesClients.serialization();
    }

    private void table(Answer answer) {
        boolean first = true;
        for (Sheet sheet : answer.sheets()) {
            if (!first) {
                out.println();
            }
            first = false;
            if (!sheet.title().isEmpty()) {
                out.println(style.bold(sheet.title()));
            }
            String indent = sheet.title().isEmpty() ? "" : GAP;
            if (sheet.rows().isEmpty()) {
                out.println(indent + sheet.whenEmpty());
            } else if (sheet.columns().size() == 1) {
                sheet.rows().forEach(row -> out.println(indent + Style.printable(row.getFirst())));
            } else {
                grid(sheet, indent);
            }
        }
    }

    private void grid(Sheet sheet, String indent) {
        var lines = new ArrayList<List<String>>();
        lines.add(sheet.columns());
        sheet.rows().forEach(row -> lines.add(row.stream().map(Style::printable).toList()));
        int[] widths = new int[sheet.columns().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
        for (int l = 0; l < lines.size(); l++) {
            var text = new StringBuilder(indent);
            for (int i = 0; i < widths.length; i++) {
                String cell = lines.get(l).get(i);
                text.append(style.mark(cell));
                if (i < widths.length - 1) {
                    text.append(" ".repeat(widths[i] - width(cell))).append(GAP);
                }
            }
            out.println(l == 0 ? style.faint(text.toString()) : text.toString());
        }
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private void csv(Sheet sheet) {
        var text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(sheet.columns());
            sheet.rows()
                    .forEach(row -> csv.writeRecord(
                            row.stream().map(AnswerPrinter::inert).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.print(text);
    }

    /** A spreadsheet takes a cell that begins like this for a formula, whoever wrote it. */
    private static String inert(String cell) {
        return !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }
}
