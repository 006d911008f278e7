package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.postgres.Exposure.Elsewhere;
import dev.roadstead.operator.postgres.Exposure.Function;
import dev.roadstead.operator.postgres.Exposure.Hanger;
import dev.roadstead.operator.postgres.Exposure.Ownership;
import dev.roadstead.operator.postgres.Exposure.Plant;
import dev.roadstead.operator.postgres.Exposure.Prepared;
import dev.roadstead.operator.postgres.Exposure.Stranger;
import dev.roadstead.operator.postgres.Script.Statement;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds objects that are not what or whose they should be. What is somebody else's is told, never touched. */
final class ObjectDrift {
    /** A distributed transaction takes seconds; what hangs longer holds locks that nobody will end. */
    private static final Duration PREPARED_FOR = Duration.ofMinutes(5);

    private final Marks marks;
    private final Names names;
    private final String operatorRole;
    private final List<Repair> repairs = new ArrayList<>();

    ObjectDrift(Marks marks, Names names, String operatorRole) {
        this.marks = marks;
        this.names = names;
        this.operatorRole = operatorRole;
    }

    List<Repair> find(Exposure exposure, Instant now) {
        exposure.owners().forEach(this::owner);
        exposure.strangers().forEach(this::stranger);
        exposure.hangers().forEach(this::hanger);
        functions(exposure.functions());
        exposure.prepared().forEach(p -> prepared(p, now));
        Set<String> copies = exposure.elsewhere().stream()
                .filter(e -> marks.ours(e.role()) && !marks.isLogin(e.role()))
                .map(Elsewhere::database)
                .collect(Collectors.toSet());
        exposure.elsewhere().forEach(e -> elsewhere(e, copies.contains(e.database())));
        new TreeMap<>(exposure.plants()).forEach(this::plants);
        return repairs;
    }

    private void owner(Ownership found) {
        // Where nothing tells the owner any more, it is a schema of a port, which is made anew when it is gone.
        report(
                Kind.OWNER,
                found.type().toLowerCase(java.util.Locale.ROOT) + " " + found.name(),
                "it belongs to role " + found.owner(),
                found.expected().isEmpty()
                        ? "DROP SCHEMA " + found.name() + " CASCADE"
                        : "ALTER " + found.type() + " " + found.name() + " OWNER TO " + Sql.id(found.expected()),
                found.schema());
    }

    private void stranger(Stranger found) {
        report(
                Kind.FOREIGN_OBJECT,
                found.type().toLowerCase(java.util.Locale.ROOT) + " " + found.name(),
                "role " + found.owner() + " put it into a schema of this mesh",
                "DROP " + found.type() + " " + found.name(),
                found.schema());
    }

    /** Unlike what lies beside ours, this changes what ours does. */
    private void hanger(Hanger found) {
        String actor = marks.actor(found.owner());
        repairs.add(new Repair(
                new Finding(
                        Kind.FOREIGN_OBJECT,
                        found.relation(),
                        found.what(),
                        found.remedy(),
                        marks.concern(found.schema())),
                actor == null ? List.of() : List.of(new Statement(actor, found.remedy()))));
    }

    private void functions(List<Function> found) {
        Map<String, List<Function>> byName = new TreeMap<>();
        found.forEach(f -> byName.computeIfAbsent(f.schema() + "." + f.name(), n -> new ArrayList<>())
                .add(f));
        new TreeMap<>(Layout.functions()).forEach((name, layout) -> {
            List<Function> same = byName.getOrDefault(name, List.of());
            if (same.isEmpty()) {
                restore(layout, "it is gone", "CREATE FUNCTION");
            } else if (same.stream().noneMatch(layout::isAs)) {
                restore(layout, "its definition was changed", "CREATE OR REPLACE FUNCTION");
            }
        });
        byName.forEach((name, all) -> {
            Layout.Function layout = Layout.functions().get(name);
            all.stream()
                    .filter(f -> layout == null || (all.size() > 1 && !layout.isAs(f)))
                    .forEach(f -> stranger(new Stranger(
                            f.schema(),
                            "FUNCTION",
                            Sql.id(f.schema(), f.name()) + "(" + f.arguments() + ")",
                            f.owner())));
        });
    }

    private void restore(Layout.Function function, String found, String how) {
        String name = function.schema() + "." + function.name();
        List<Statement> attempt = new ArrayList<>();
        attempt.add(new Statement(Script.OPERATOR, how + function.statement().substring("CREATE FUNCTION".length())));
        attempt.add(new Statement(Script.OPERATOR, "REVOKE ALL ON FUNCTION " + name + " FROM PUBLIC"));
        if (Layout.isForGate("FUNCTION " + name + "(")) {
            attempt.add(new Statement(
                    Script.OPERATOR, "GRANT EXECUTE ON FUNCTION " + name + " TO " + Sql.id(names.gate())));
        }
        repairs.add(new Repair(
                new Finding(
                        Kind.FUNCTION,
                        "function " + name,
                        found,
                        "ALTER FUNCTION " + name + " OWNER TO " + Sql.id(operatorRole),
                        null),
                attempt));
    }

    private void prepared(Prepared found, Instant now) {
        if (marks.ours(found.owner()) && found.since().plus(PREPARED_FOR).isBefore(now)) {
            repairs.add(new Repair(
                    new Finding(
                            Kind.PREPARED_TRANSACTION,
                            "role " + found.owner(),
                            "its prepared transaction hangs in database " + found.database() + " since "
                                    + found.since(),
                            "ROLLBACK PREPARED " + Sql.text(found.transaction()),
                            marks.ofRole(found.owner())),
                    List.of()));
        }
    }

    /** @param copy roles that nobody logs in with are there too: where a store is restored, they own its data */
    private void elsewhere(Elsewhere found, boolean copy) {
        if (marks.ours(found.role())) {
            repairs.add(new Repair(
                    new Finding(
                            Kind.ELSEWHERE,
                            "role " + found.role(),
                            "it has objects or rights in database " + found.database()
                                    + (copy
                                            ? ", perhaps a copy of this store that was restored or renamed beside it;"
                                                    + " drop nothing there that holds data; to be run there, to see what it is"
                                            : ", which keep the role when its access ends; to be run there"),
                            copy
                                    ? "SELECT mesh_id, store_id FROM roadstead_meta.store"
                                    : "DROP OWNED BY " + Sql.id(found.role()),
                            marks.ofRole(found.role())),
                    List.of()));
        }
    }

    private void plants(RelationName table, List<Plant> plants) {
        for (Plant plant : plants) {
            report(
                    Kind.UNSAFE_RELATION,
                    "table " + Sql.id(table.schema(), table.name()),
                    plant.what(),
                    plant.remedy(),
                    table.schema());
        }
    }

    private void report(Kind kind, String object, String found, String remedy, String schema) {
        repairs.add(new Repair(new Finding(kind, object, found, remedy, marks.concern(schema)), List.of()));
    }
}
