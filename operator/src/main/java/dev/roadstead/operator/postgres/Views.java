package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.postgres.Script.Departure;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import dev.roadstead.operator.postgres.Snapshot.RelationState;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans views: replaced where columns are only appended, else dropped and made anew with their rights in the same
 * transaction, never with CASCADE. A view is known to be the one we made by a fingerprint of our text and of the rule
 * that the server keeps.
 */
final class Views {
    private final Draft draft;
    private final Set<RelationName> made = new HashSet<>();
    private final Set<RelationName> replaced = new HashSet<>();

    Views(Draft draft) {
        this.draft = draft;
    }

    void begin() {
        made.clear();
        replaced.clear();
    }

    Set<RelationName> made() {
        return Set.copyOf(made);
    }

    Set<RelationName> replaced() {
        return Set.copyOf(replaced);
    }

    void plan(Script script, String owner, RelationName name, ViewSql view, Map<String, Set<String>> acl) {
        Optional<RelationState> found = draft.relation(name);
        found.filter(state -> !state.owner().equals(owner)).ifPresent(state -> {
            throw BackendException.refused(
                    "Conflict",
                    name.schema() + "." + name.name() + " belongs to role " + state.owner()
                            + "; a DBA gives it back with: ALTER TABLE " + Sql.id(name.schema(), name.name())
                            + " OWNER TO " + Sql.id(owner));
        });
        boolean same = found.isPresent() && isAsMade(name, found.get(), view);
        Map<String, Set<String>> foundAcl = found.map(RelationState::acl).orElse(Map.of());
        if (!same) {
            departure(script, name, found.isPresent(), view);
            if (mustBeMadeAnew(name, view)) {
                drop(script, owner, name);
                foundAcl = Map.of();
            } else if (found.isPresent()) {
                replaced.add(name);
            }
            script.as(owner, view.create(name.schema(), name.name()));
            script.operator(
                    "INSERT INTO roadstead_meta.ledger (kind, schema_name, name, part, domain, object, fingerprint)"
                            + " SELECT 'VIEW', schema, " + Sql.text(name.name()) + ", l.part, l.domain, l.object, "
                            + Sql.text(view.hash() + ":")
                            + " || (SELECT md5(w.ev_action::text) FROM pg_rewrite w JOIN pg_class c"
                            + " ON c.oid = w.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE w.rulename = '_RETURN'"
                            + " AND n.nspname = schema AND c.relname = " + Sql.text(name.name()) + ")"
                            + " FROM (VALUES (" + Sql.text(name.schema())
                            + ")) AS v (schema) JOIN roadstead_meta.ledger l"
                            + " ON l.kind = 'SCHEMA' AND l.name = schema"
                            + " ON CONFLICT (kind, schema_name, name) DO UPDATE SET fingerprint = EXCLUDED.fingerprint");
            made.add(name);
        }
        Draft.acl(script, owner, "TABLE " + Sql.id(name.schema(), name.name()), foundAcl, acl);
        draft.plan(name, new RelationState('v', owner, view.barrier(), false, acl, view.columns(), ""));
    }

    /** Where the ledger still says that this very text was made, somebody else has changed or dropped the view. */
    private void departure(Script script, RelationName name, boolean exists, ViewSql view) {
        if (!exists && draft.snapshot.relations().containsKey(name)) {
            return; // This very plan has dropped it.
        }
        draft.snapshot
                .ledger(LedgerKey.view(name))
                .map(LedgerRow::fingerprint)
                .filter(made -> made.startsWith(view.hash() + ":"))
                .ifPresent(made -> script.departs(new Departure(
                        Kind.VIEW,
                        "view " + Sql.id(name.schema(), name.name()),
                        exists ? "its definition or its options were changed" : "it was dropped",
                        "CREATE OR REPLACE VIEW " + Sql.id(name.schema(), name.name()),
                        true)));
    }

    boolean mustBeMadeAnew(RelationName name, ViewSql view) {
        return draft.relation(name)
                .map(s -> s.kind() != 'v' || !view.extendsColumns(s.columns()))
                .orElse(false);
    }

    /** Whether it exists and we made it: what others put into a schema of ours is told, never dropped. */
    boolean isOurs(RelationName name) {
        return draft.relation(name).isPresent() && draft.snapshot.ours(LedgerKey.view(name));
    }

    void drop(Script script, String owner, RelationName name) {
        char kind = draft.relation(name).orElseThrow().kind();
        if (kind != 'v') {
            throw BackendException.refused(
                    "Conflict", name.schema() + "." + name.name() + " is not a view of ours; a DBA drops it");
        }
        script.as(owner, "DROP VIEW " + Sql.id(name.schema(), name.name()));
        script.operator("DELETE FROM roadstead_meta.ledger WHERE kind = 'VIEW' AND schema_name = "
                + Sql.text(name.schema()) + " AND name = " + Sql.text(name.name()));
        replaced.add(name);
        draft.drop(name);
    }

    /**
     * Takes away every grant's view of one relation of a port. Those of known grants are made again in the same
     * transaction; an operator that has just started does not know all of them yet, and till then they deny.
     */
    void dropGrantViews(Script script, PortKey port, String relation, String owner) {
        for (GrantRow grant : draft.snapshot.grants().values()) {
            RelationName name = new RelationName(grant.schema(), relation);
            if (!grant.port().equals(port) || draft.relation(name).isEmpty()) {
                continue;
            }
            drop(script, owner, name);
        }
    }

    private boolean isAsMade(RelationName name, RelationState state, ViewSql view) {
        Optional<LedgerRow> row = draft.snapshot.ledger(LedgerKey.view(name));
        return state.kind() == 'v'
                && !state.rule().isEmpty()
                && state.securityBarrier() == view.barrier()
                && !state.securityInvoker()
                && row.isPresent()
                && (view.hash() + ":" + state.rule()).equals(row.get().fingerprint());
    }
}
