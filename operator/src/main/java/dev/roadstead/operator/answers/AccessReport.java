package dev.roadstead.operator.answers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Domain;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who has what now.
 *
 * @param access each grant, with what its store says about it
 * @param undeclared grants that a store honours and no request explains
 * @param contradicted grants that a store honours although their request tells of none, with what it says
 * @param remarks what could not be looked at
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AccessReport(List<Entry> access, List<String> undeclared, List<String> contradicted, List<String> remarks)
        implements Answer {

    /**
     * A grant.
     *
     * @param store null if the store was not asked; {@code agrees}, or what is different there
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Entry(
            @JsonUnwrapped LiveAccess access, @Nullable String store) {}

    private static final List<String> COLUMNS =
            List.of("CONSUMER", "PORT", "PURPOSE", "SEES", "ROWS", "SINCE", "UNTIL", "POLICIES", "VERIFIED");
    private static final List<String> FLAT = List.of(
            "CONSUMER",
            "REQUEST",
            "PORT",
            "VERSION",
            "PURPOSE",
            "CLEAR",
            "MASKED",
            "HIDDEN",
            "ROWS",
            "SINCE",
            "UNTIL",
            "POLICIES",
            "VERIFIED",
            "STORE");

    /**
     * The grants of a mesh.
     *
     * @param domain only those to and from this domain; null for all
     * @param port only those on this port, or this version of it; null for all
     * @param stores what stores say, if they were to be asked
     * @throws AnswerException if there is no such domain or port
     */
    public static AccessReport of(
            MeshView mesh,
            @Nullable String domain,
            @Nullable PortAddress port,
            @Nullable StoreAnswers stores,
            Instant now)
            throws AnswerException {
        List<LiveAccess> all = LiveAccess.in(mesh, now);
        List<Entry> entries = all.stream()
                .filter(access -> domain == null
                        || access.key().subject().domain().equals(domain)
                        || access.key().port().domain().equals(domain))
                .filter(access -> port == null || port.names(access.key().port()))
                .map(access -> new Entry(access, stores == null ? null : stores.about(access)))
                .toList();
        var remarks = new ArrayList<>(mesh.gaps());
        var unexplained = new StoreAnswers.Unexplained(List.of(), List.of());
        if (stores != null) {
            remarks.addAll(stores.gaps());
            if (mesh.seesAll(AccessRequest.class)) {
                unexplained = stores.unexplained(mesh, all, domain, port, now);
            } else {
                remarks.add("grants in a store that no request explains were not looked for, because not every request"
                        + " can be seen");
            }
        }
        var report = new AccessReport(entries, unexplained.undeclared(), unexplained.contradicted(), remarks);
        if (entries.isEmpty() && !report.tellsMore()) {
            requireNames(mesh, domain, port);
        }
        return report;
    }

    /** Whether a store honours anything that no status tells of. */
    private boolean tellsMore() {
        return !undeclared.isEmpty() || !contradicted.isEmpty();
    }

    /** That nobody has access to what is not there is no answer. What has gone may still be held by a store, and is shown then. */
    private static void requireNames(MeshView mesh, @Nullable String domain, @Nullable PortAddress port)
            throws AnswerException {
        if (domain != null && mesh.seesAll(Domain.class)) {
            PortView.domain(mesh, domain);
        }
        if (port == null || !mesh.seesAll(Domain.class)) {
            return;
        }
        PortView found;
        try {
            found = PortView.find(mesh, port);
        } catch (AnswerException e) {
            if (e.kind() == AnswerException.Kind.WRONG_NAME) {
                throw e;
            }
            return; // Whoever may not see the port is told so among the remarks.
        }
        if (found.column() != null) {
            throw new AnswerException(
                    AnswerException.Kind.WRONG_NAME,
                    port.part()
                            + " is a column; access is granted to versions of a port: leave it out, or ask who-can read "
                            + port.port() + "." + port.part());
        }
    }

    @Override
    public List<Sheet> sheets() {
        boolean asked = entries().anyMatch(entry -> entry.store() != null) || tellsMore();
        var columns = new ArrayList<>(COLUMNS);
        if (asked) {
            columns.add("STORE");
        }
        var grants = new Sheet(
                "",
                columns,
                entries()
                        .map(entry -> {
                            LiveAccess access = entry.access();
                            var row = new ArrayList<>(List.of(
                                    access.consumer(),
                                    access.port() + "." + access.version(),
                                    access.purpose(),
                                    access.sees(),
                                    orDash(access.rows()),
                                    orDash(access.since()),
                                    orDash(access.until()),
                                    String.join(", ", access.policies()),
                                    access.proof()));
                            if (asked) {
                                row.add(Objects.requireNonNullElse(entry.store(), "not asked"));
                            }
                            return (List<String>) row;
                        })
                        .toList(),
                "nobody has access to anything you can see");
        var sheets = new ArrayList<Sheet>();
        sheets.add(grants);
        sheets.addAll(LiveAccess.withheld(entries()
                .map(Entry::access)
                .map(access -> new LiveAccess.Withheld(access.port() + "." + access.version(), access.withheld()))));
        beside("In a store, without a request", undeclared).ifPresent(sheets::add);
        beside("In a store, though the request tells of no access", contradicted)
                .ifPresent(sheets::add);
        return sheets;
    }

    private static Optional<Sheet> beside(String title, List<String> grants) {
        return grants.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sheet(
                        title, List.of("GRANT"), grants.stream().map(List::of).toList(), ""));
    }

    @Override
    public Sheet flat() {
        return new Sheet("", FLAT, entries().map(AccessReport::flat).toList(), "");
    }

    @Override
    public boolean yes() {
        return !tellsMore()
                && entries()
                        .noneMatch(entry -> entry.store() != null
                                && !entry.store().equals(StoreAnswers.AGREES)
                                && !entry.store().equals(StoreAnswers.NOT_ASKED));
    }

    private Stream<Entry> entries() {
        return access.stream();
    }

    private static List<String> flat(Entry entry) {
        LiveAccess access = entry.access();
        Columns columns = access.columns();
        return List.of(
                access.consumer(),
                access.request(),
                access.port(),
                access.version(),
                access.purpose(),
                columns == null ? "" : String.join(" ", columns.clear()),
                columns == null
                        ? ""
                        : String.join(
                                " ",
                                columns.masked().entrySet().stream()
                                        .map(mask -> mask.getKey() + "=" + mask.getValue())
                                        .toList()),
                columns == null ? "" : String.join(" ", columns.hidden()),
                Objects.requireNonNullElse(access.rows(), ""),
                Objects.requireNonNullElse(access.since(), ""),
                Objects.requireNonNullElse(access.until(), ""),
                String.join(" ", access.policies()),
                String.valueOf(access.verified()),
                Objects.requireNonNullElse(entry.store(), ""));
    }

    static String orDash(@Nullable String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }
}
