package dev.roadstead.operator.answers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who can read a port or a column of it, and who else is in the way of nobody.
 *
 * @param about the port or column
 * @param granted consumers with a grant that shows it
 * @param orphaned consumers whose request is gone and whose grant the store still honours; null if the store was not asked
 * @param writes programs that write it, and so can read it
 * @param administers logins that no grant binds; null if the store was not asked
 * @param others logins that the store lets read it for another reason; null if the store was not asked
 * @param copies products that read it and have a store to keep it in
 * @param notVisible what this answer can't tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WhoCan(
        String about,
        List<Reader> granted,
        @Nullable List<Orphaned> orphaned,
        List<Writer> writes,
        @Nullable List<Administrator> administers,
        @JsonProperty("readersBefore") @Nullable List<Other> others,
        @JsonProperty("mayHoldCopies") List<Copy> copies,
        List<String> notVisible)
        implements Answer {

    /** The section of readers that Roadstead did not make. */
    static final String BEFORE = "Readers that were there before";

    /** The section of readers whose request is gone. */
    static final String ORPHANED = "Still granted, though the request is gone";

    /**
     * A consumer.
     *
     * @param sees the effect on the column; for a whole port, how many columns are seen in which way
     * @param withheld why the port answers with an error although access is granted; null if it does not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Reader(
            String who,
            String version,
            String sees,
            @Nullable String rows,
            String purpose,
            @Nullable String until,
            List<String> policies,
            boolean verified,
            @Nullable String withheld) {}

    /**
     * A consumer that no object speaks for any more.
     *
     * @param request the AccessRequest that is gone
     * @param goneSince since when the operator has missed it; null if it has not looked since
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Orphaned(
            String who,
            String version,
            String purpose,
            String request,
            @Nullable String until,
            @Nullable String goneSince) {}

    /**
     * Who writes.
     *
     * @param by what says so: the product's spec, or a right in the store
     */
    public record Writer(String who, String by) {}

    /** A login that no grant binds. */
    public record Administrator(String role, List<String> because) {}

    /**
     * Somebody a right of the store lets in.
     *
     * @param where table, port or grant, with its name
     * @param via the role that has the right, if it is not this one
     */
    public record Other(String role, String where, List<String> columns, List<String> via) {}

    /** A product that may have kept what it read. */
    public record Copy(String product, String sees, List<String> stores) {}

    @Override
    public List<Sheet> sheets() {
        var sheets = new ArrayList<Sheet>();
        sheets.add(new Sheet(
                "Granted",
                List.of("WHO", "VERSION", "SEES", "ROWS", "PURPOSE", "UNTIL", "POLICIES", "VERIFIED"),
                granted.stream()
                        .map(reader -> List.of(
                                reader.who(),
                                reader.version(),
                                reader.sees(),
                                AccessReport.orDash(reader.rows()),
                                reader.purpose(),
                                AccessReport.orDash(reader.until()),
                                String.join(", ", reader.policies()),
                                LiveAccess.proof(reader.verified(), reader.withheld())))
                        .toList(),
                "nobody"));
        sheets.addAll(LiveAccess.withheld(
                granted.stream().map(reader -> new LiveAccess.Withheld(reader.version(), reader.withheld()))));
        if (orphaned != null && !orphaned.isEmpty()) {
            sheets.add(new Sheet(
                    ORPHANED,
                    List.of("WHO", "VERSION", "PURPOSE", "REQUEST", "UNTIL", "GONE SINCE"),
                    orphaned.stream()
                            .map(orphan -> List.of(
                                    orphan.who(),
                                    orphan.version(),
                                    orphan.purpose(),
                                    orphan.request(),
                                    AccessReport.orDash(orphan.until()),
                                    AccessReport.orDash(orphan.goneSince())))
                            .toList(),
                    "nobody"));
        }
        sheets.add(new Sheet(
                "Writes",
                List.of("WHO", "BY"),
                writes.stream()
                        .map(writer -> List.of(writer.who(), writer.by()))
                        .toList(),
                "nobody"));
        if (administers != null) {
            sheets.add(new Sheet(
                    "Administers",
                    List.of("LOGIN", "BECAUSE"),
                    administers.stream()
                            .map(admin -> List.of(admin.role(), String.join(", ", admin.because())))
                            .toList(),
                    "nobody"));
        }
        if (others != null) {
            sheets.add(new Sheet(
                    BEFORE,
                    List.of("ROLE", "READS", "COLUMNS", "VIA"),
                    others.stream()
                            .map(other -> List.of(
                                    other.role(),
                                    other.where(),
                                    other.columns().isEmpty() ? "all" : String.join(", ", other.columns()),
                                    AccessReport.orDash(String.join(", ", other.via()))))
                            .toList(),
                    "nobody"));
        }
        sheets.add(new Sheet(
                "May hold copies",
                List.of("PRODUCT", "SAW", "STORES"),
                copies.stream()
                        .map(copy -> List.of(copy.product(), copy.sees(), String.join(", ", copy.stores())))
                        .toList(),
                "nobody"));
        sheets.add(new Sheet(
                "Not visible here",
                List.of("WHAT"),
                notVisible.stream().map(List::of).toList(),
                "nothing"));
        return sheets;
    }

    @Override
    public List<String> remarks() {
        return List.of();
    }

    @Override
    public Sheet flat() {
        var rows = new ArrayList<List<String>>();
        granted.forEach(reader -> rows.add(List.of(
                "Granted",
                reader.who(),
                reader.sees(),
                reader.rows() == null ? "" : reader.rows(),
                reader.purpose(),
                reader.until() == null ? "" : reader.until(),
                "version " + reader.version() + "; Policy " + String.join(" ", reader.policies())
                        + (reader.withheld() == null ? "" : "; answers with an error: " + reader.withheld()))));
        if (orphaned != null) {
            orphaned.forEach(orphan -> rows.add(List.of(
                    ORPHANED,
                    orphan.who(),
                    "",
                    "",
                    orphan.purpose(),
                    orphan.until() == null ? "" : orphan.until(),
                    "version " + orphan.version() + "; request " + orphan.request())));
        }
        writes.forEach(writer -> rows.add(row("Writes", writer.who(), "Clear", writer.by())));
        if (administers != null) {
            administers.forEach(
                    admin -> rows.add(row("Administers", admin.role(), "Clear", String.join(", ", admin.because()))));
        }
        if (others != null) {
            others.forEach(other -> rows.add(row(BEFORE, other.role(), "", other.where())));
        }
        copies.forEach(copy ->
                rows.add(row("May hold copies", copy.product(), copy.sees(), String.join(", ", copy.stores()))));
        notVisible.forEach(what -> rows.add(row("Not visible here", "", "", what)));
        return new Sheet("", List.of("SECTION", "WHO", "SEES", "ROWS", "PURPOSE", "UNTIL", "BECAUSE"), rows, "");
    }

    private static List<String> row(String section, String who, String sees, String because) {
        return List.of(section, who, sees, "", "", "", because);
    }

    /** Whether anybody but administrators can. */
    @Override
    public boolean yes() {
        return !granted.isEmpty()
                || (orphaned != null && !orphaned.isEmpty())
                || !writes.isEmpty()
                || (others != null && !others.isEmpty());
    }
}
