package dev.roadstead.operator.whatif;

import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.whatif.Consequences.AccessChange;
import dev.roadstead.operator.whatif.Consequences.ColumnChange;
import dev.roadstead.operator.whatif.Consequences.EndChange;
import dev.roadstead.operator.whatif.Consequences.GuardrailHit;
import dev.roadstead.operator.whatif.Consequences.ObjectChange;
import dev.roadstead.operator.whatif.Consequences.RowChange;
import dev.roadstead.operator.whatif.Consequences.TableChange;
import dev.roadstead.operator.whatif.Consequences.VersionChange;
import dev.roadstead.operator.whatif.PlanLine.Sign;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Consequences as lines that read like a diff. */
public final class PlanText {

    private static final String ALL_ROWS = "all";
    /** How many details a short line has. */
    private static final int SHOWN = 5;

    private final List<PlanLine> lines = new ArrayList<>();

    private PlanText() {}

    /** All of them, under headings. */
    public static List<PlanLine> of(Consequences consequences) {
        var text = new PlanText();
        text.section("Objects", consequences.objects(), text::object);
        text.section("Refused", consequences.refused(), text::refused);
        text.section("Tables, where the store has none of the name yet", consequences.tables(), text::table);
        text.section("Published", consequences.versions(), text::version);
        text.section("Access", consequences.access(), text::access);
        text.section("Guardrails", consequences.guardrails(), text::guardrail);
        return List.copyOf(text.lines);
    }

    /**
     * What it does to stores and people, one line for each table, consumer and Guardrail, and for each column whose type will not fit:
     * what else is refused, others say.
     */
    public static List<String> inShort(Consequences consequences) {
        var text = new ArrayList<String>();
        consequences.refused().stream()
                .filter(refused -> refused.reason().equals(Reason.SCHEMA_MISMATCH.wireName()))
                .forEach(refused -> text.add(refused.message()));
        consequences
                .tables()
                .forEach(table -> text.add((table.created() ? "makes table " : "adds to table ") + table.table() + ": "
                        + some(table.columns())));
        consequences.access().forEach(access -> text.add(inShort(access)));
        consequences
                .guardrails()
                .forEach(hit -> text.add("Guardrail " + hit.guardrail() + " (" + hit.enforcement() + ") hits "
                        + hit.consumer() + " on " + hit.port() + ": " + hit.change()));
        return text;
    }

    private static String inShort(AccessChange change) {
        var details = new PlanText();
        change.columns().forEach(details::column);
        List<String> parts = new ArrayList<>(details.lines.stream()
                .map(line -> line.sign().mark() + line.text())
                .toList());
        change.rows().forEach(row -> parts.add(rows(change, row)));
        EndChange end = change.end();
        if (end != null && change.effect() == Consequences.Effect.CHANGED) {
            parts.add("until " + end(end.before()) + " -> " + end(end.after()));
        }
        if (change.because() != null) {
            parts.add(change.because().lines().findFirst().orElse(""));
        }
        return headline(change) + (parts.isEmpty() ? "" : ": " + some(parts));
    }

    private static String some(List<String> parts) {
        return parts.size() <= SHOWN
                ? String.join(", ", parts)
                : String.join(", ", parts.subList(0, SHOWN)) + " and " + (parts.size() - SHOWN) + " more";
    }

    private <T> void section(String heading, List<T> items, Consumer<T> each) {
        if (!items.isEmpty()) {
            add(Sign.HEADING, 0, heading);
            items.forEach(each);
        }
    }

    private void object(ObjectChange change) {
        add(
                switch (change.action()) {
                    case CREATED -> Sign.GAINED;
                    case CHANGED -> Sign.CHANGED;
                    case DELETED -> Sign.LOST;
                },
                0,
                change.object());
    }

    private void refused(Refused refused) {
        List<String> text = refused.message().lines().toList();
        add(Sign.REFUSED, 0, refused.object() + ": " + refused.reason());
        text.forEach(line -> add(Sign.REFUSED, 1, line));
    }

    private void table(TableChange change) {
        add(change.created() ? Sign.GAINED : Sign.CHANGED, 0, change.table());
        change.columns().forEach(column -> add(Sign.GAINED, 1, column));
    }

    private void version(VersionChange change) {
        switch (change.publishing()) {
            case SERVED -> add(Sign.GAINED, 0, change.version() + " is served");
            case NOT_SERVED -> add(Sign.LOST, 0, change.version() + " is served no longer");
            case CHANGED -> add(Sign.CHANGED, 0, change.version());
        }
        change.contract()
                .forEach(line -> add(
                        line.breaking() ? Sign.REFUSED : Sign.CHANGED,
                        1,
                        line.text() + (line.breaking() ? " (breaking)" : "")));
    }

    private void access(AccessChange change) {
        add(sign(change), 0, headline(change));
        change.columns().forEach(this::column);
        change.rows().forEach(row -> add(sign(change), 1, rows(change, row)));
        EndChange end = change.end();
        if (end != null && change.effect() == Consequences.Effect.CHANGED) {
            add(Sign.CHANGED, 1, "until " + end(end.before()) + " -> " + end(end.after()));
        }
        String because = change.because();
        if (because != null) {
            because.lines().forEach(line -> add(sign(change), 1, line));
        }
    }

    private static Sign sign(AccessChange change) {
        return switch (change.effect()) {
            case GAINED -> Sign.GAINED;
            case LOST -> Sign.LOST;
            case CHANGED, WAITS -> Sign.CHANGED;
        };
    }

    /** What happens to somebody, in one line. */
    static String headline(AccessChange change) {
        String what = change.consumer()
                + switch (change.effect()) {
                    case GAINED -> " reads ";
                    case LOST -> " no longer reads ";
                    case CHANGED -> " still reads ";
                    case WAITS -> " waits to read ";
                }
                + change.port() + " for " + change.purpose();
        EndChange end = change.end();
        return end != null && end.after() != null && change.effect() == Consequences.Effect.GAINED
                ? what + ", until " + end.after() + " if granted now"
                : what;
    }

    private void column(ColumnChange change) {
        if (change.isGained()) {
            add(Sign.GAINED, 1, change.column() + " " + change.after());
        } else if (change.isLost()) {
            add(Sign.LOST, 1, change.column() + " " + change.before());
        } else {
            add(Sign.CHANGED, 1, change.column() + " " + change.before() + " -> " + change.after());
        }
    }

    private void guardrail(GuardrailHit hit) {
        add(
                Sign.CHANGED,
                0,
                "Guardrail " + hit.guardrail() + " (" + hit.enforcement() + "): " + hit.consumer() + ", " + hit.port()
                        + ": " + hit.change());
    }

    /** Who reads for the first time did not see all rows before. */
    private static String rows(AccessChange change, RowChange row) {
        return "rows of " + row.relation() + ": "
                + (change.effect() == Consequences.Effect.GAINED ? "" : rows(row.before()) + " -> ")
                + rows(row.after());
    }

    private static String rows(@Nullable String filter) {
        return Objects.requireNonNullElse(filter, ALL_ROWS);
    }

    private static String end(@Nullable String end) {
        return Objects.requireNonNullElse(end, "no end");
    }

    private void add(Sign sign, int depth, String text) {
        lines.add(new PlanLine(sign, depth, text));
    }
}
