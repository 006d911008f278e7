package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowGroup;
import dev.roadstead.operator.access.RowOperator;
import dev.roadstead.operator.contract.Relation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** The SQL of a lens. */
class CellsTest {
    private static final Relation RELATION =
            new Relation("r", "r", null, List.of(Mesh.column("a", "text", 0), Mesh.column("b", "varchar(5)", 0)));
    private static final RowCondition X = new RowCondition("a", RowOperator.IN, List.of("x"));
    private static final RowCondition Y = new RowCondition("a", RowOperator.IN, List.of("y"));
    private static final RowCondition SET = new RowCondition("b", RowOperator.IS_NOT_NULL, List.of());

    @Test
    void oneGroupNeedsNoCase() {
        ViewSql view = view(group(Effect.CLEAR, Effect.NULL, X));
        assertEquals(
                "SELECT t.\"a\" AS \"a\", NULL::character varying(5) AS \"b\" FROM \"p\".\"r\" t"
                        + " WHERE roadstead_meta.admit('g') AND (t.\"a\" = ANY (ARRAY['x']::text[]))",
                view.query());
        assertTrue(view.barrier());
        view = view(group(Effect.CLEAR, Effect.CLEAR));
        assertTrue(view.query().endsWith("WHERE roadstead_meta.admit('g')"), view.query());
        assertFalse(view.barrier());
    }

    @Test
    void theWeakestEffectIsAskedFirst() {
        ViewSql view = view(
                group(Effect.REDACT, Effect.HIDDEN),
                group(Effect.CLEAR, Effect.CLEAR, X),
                group(Effect.CLEAR, Effect.HIDDEN, X, Y));
        assertEquals(
                "SELECT CASE WHEN (t.\"a\" = ANY (ARRAY['x']::text[])) THEN t.\"a\" ELSE CASE WHEN t.\"a\" IS NOT NULL"
                        + " THEN '***'::text ELSE NULL::text END END AS \"a\", CASE WHEN (t.\"a\" = ANY (ARRAY['x']::text[]))"
                        + " THEN t.\"b\" ELSE NULL::character varying(5) END AS \"b\" FROM \"p\".\"r\" t WHERE"
                        + " roadstead_meta.admit('g')",
                view.query());
        assertFalse(view.barrier(), "all rows are there");
    }

    @Test
    void whatNoGroupShowsIsNullAndNeverTheStrongestEffectThatThereIs() {
        ViewSql view = view(group(Effect.CLEAR, Effect.REDACT, X, SET), group(Effect.REDACT, Effect.REDACT, Y));
        assertEquals(
                "SELECT CASE WHEN (t.\"a\" = ANY (ARRAY['x']::text[])) AND (t.\"b\" IS NOT NULL) THEN t.\"a\""
                        + " WHEN (t.\"a\" = ANY (ARRAY['y']::text[])) THEN CASE WHEN t.\"a\" IS NOT NULL THEN '***'::text"
                        + " ELSE NULL::text END ELSE NULL::text END AS \"a\", CASE WHEN t.\"b\" IS NOT NULL THEN"
                        + " '***'::character varying(5) ELSE NULL::character varying(5) END AS \"b\" FROM \"p\".\"r\" t"
                        + " WHERE roadstead_meta.admit('g') AND (((t.\"a\" = ANY (ARRAY['x']::text[])) AND (t.\"b\" IS NOT"
                        + " NULL)) OR ((t.\"a\" = ANY (ARRAY['y']::text[]))))",
                view.query());
        assertTrue(view.barrier());
    }

    @Test
    void nullAndHiddenAreOneInACell() {
        ViewSql view = view(group(Effect.CLEAR, Effect.NULL, X), group(Effect.CLEAR, Effect.HIDDEN, Y));
        assertEquals(
                "SELECT t.\"a\" AS \"a\", NULL::character varying(5) AS \"b\"",
                view.query().substring(0, view.query().indexOf(" FROM")));
    }

    @Test
    void aColumnThatNoGroupShowsIsAbsent() {
        ViewSql view = view(group(Effect.HIDDEN, Effect.CLEAR, X), group(Effect.HIDDEN, Effect.NULL, Y));
        assertEquals(
                List.of("b"),
                view.columns().stream().map(Snapshot.ColumnState::name).toList());
    }

    private static ViewSql view(RowGroup... groups) {
        return ViewSql.grant(RELATION, new RelationLens("r", List.of(groups)), "p", "g", null);
    }

    private static RowGroup group(Effect a, Effect b, RowCondition... rows) {
        SequencedMap<String, Effect> columns = new LinkedHashMap<>();
        columns.put("a", a);
        columns.put("b", b);
        return new RowGroup(List.of(rows), columns);
    }
}
