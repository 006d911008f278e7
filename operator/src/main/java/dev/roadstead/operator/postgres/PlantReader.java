package dev.roadstead.operator.postgres;

import dev.roadstead.operator.postgres.Exposure.Plant;
import dev.roadstead.operator.postgres.Snapshot.RelationName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds, in one query, what on a store's tables would run in the session of whoever reads them: while planning already,
 * so that a missing right would not stop it. What comes with PostgreSQL has an OID below 16384.
 */
final class PlantReader {
    private static final String TABLES = "rel AS (SELECT c.oid, n.nspname, c.relname, c.relkind, c.relrowsecurity,"
            + " format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " JOIN roadstead_meta.ledger l ON l.kind = 'SCHEMA' AND l.name = n.nspname AND l.part = 'DATA'"
            + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f'))";

    /** Everything that hangs on a table and may name code: class, id, what it is, how it goes. */
    private static final String PARTS = "part AS ("
            + "SELECT rel.oid AS rel, 'pg_class'::regclass::oid AS class, i.indexrelid AS id,"
            + " 'index ' || quote_ident(x.relname) AS what, format('DROP INDEX %I.%I', rel.nspname, x.relname) AS remedy"
            + " FROM rel JOIN pg_index i ON i.indrelid = rel.oid JOIN pg_class x ON x.oid = i.indexrelid"
            + " UNION ALL SELECT rel.oid, 'pg_constraint'::regclass, k.oid, 'constraint ' || quote_ident(k.conname),"
            + " format('ALTER TABLE %s DROP CONSTRAINT %I', rel.name, k.conname)"
            + " FROM rel JOIN pg_constraint k ON k.conrelid = rel.oid"
            + " UNION ALL SELECT rel.oid, 'pg_statistic_ext'::regclass, s.oid, 'statistics ' || quote_ident(s.stxname),"
            + " format('DROP STATISTICS %I.%I', n.nspname, s.stxname)"
            + " FROM rel JOIN pg_statistic_ext s ON s.stxrelid = rel.oid JOIN pg_namespace n ON n.oid = s.stxnamespace"
            + " UNION ALL SELECT rel.oid, 'pg_attrdef'::regclass, d.oid, 'default of ' || quote_ident(a.attname),"
            + " format('ALTER TABLE %s ALTER %I DROP ', rel.name, a.attname)"
            + " || CASE a.attgenerated WHEN '' THEN 'DEFAULT' ELSE 'EXPRESSION' END FROM rel JOIN pg_attrdef d"
            + " ON d.adrelid = rel.oid JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum = d.adnum"
            + " UNION ALL SELECT rel.oid, 'pg_trigger'::regclass, t.oid, 'trigger ' || quote_ident(t.tgname),"
            + " format('DROP TRIGGER %I ON %s', t.tgname, rel.name)"
            + " FROM rel JOIN pg_trigger t ON t.tgrelid = rel.oid AND NOT t.tgisinternal)";

    private static final String OUTSIDE = " d.refobjid >= 16384"
            + " AND d.refclassid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_operator'::regclass,"
            + " 'pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_collation'::regclass, 'pg_am'::regclass)";

    /** A column keeps what is in it: as what its domain is made of, with the usual collation, or as text. */
    private static final String COLUMNS =
            "SELECT rel.nspname, rel.relname, 'column ' || quote_ident(a.attname) || ' uses '"
                    + " || pg_describe_object(d.refclassid, d.refobjid, 0),"
                    + " format('ALTER TABLE %s ALTER COLUMN %I TYPE ', rel.name, a.attname)"
                    + " || CASE WHEN d.refclassid <> 'pg_type'::regclass THEN format_type(a.atttypid, a.atttypmod)"
                    + " WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod)"
                    + " ELSE format('text USING %I::text', a.attname) END FROM rel"
                    + " JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = rel.oid"
                    + " JOIN pg_attribute a ON a.attrelid = rel.oid AND a.attnum = d.objsubid"
                    + " JOIN pg_type t ON t.oid = a.atttypid WHERE d.objsubid > 0 AND" + OUTSIDE
                    // What is no column's: the type that a table was made of, and how its rows are stored.
                    + " UNION ALL SELECT rel.nspname, rel.relname, 'it uses ' || pg_describe_object(d.refclassid, d.refobjid, 0),"
                    + " format('ALTER TABLE %s ', rel.name)"
                    + " || CASE WHEN d.refclassid = 'pg_am'::regclass THEN 'SET ACCESS METHOD heap' ELSE 'NOT OF' END FROM rel"
                    + " JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = rel.oid"
                    + " WHERE rel.relkind = 'r' AND d.objsubid = 0 AND" + OUTSIDE;

    private static final String FROM_OUTSIDE = "SELECT rel.nspname, rel.relname, part.what || ' uses '"
            + " || pg_describe_object(d.refclassid, d.refobjid, 0), part.remedy FROM rel JOIN part ON part.rel = rel.oid"
            + " JOIN pg_depend d ON d.classid = part.class AND d.objid = part.id WHERE" + OUTSIDE;

    /** Rules, policies and children decide what a reader sees, even with nothing but built-in functions. */
    private static final String BY_ITSELF = "SELECT rel.nspname, rel.relname, 'rule ' || quote_ident(r.rulename),"
            + " format('DROP RULE %I ON %s', r.rulename, rel.name) FROM rel JOIN pg_rewrite r ON r.ev_class = rel.oid"
            + " WHERE rel.relkind <> 'v'"
            + " UNION ALL SELECT rel.nspname, rel.relname, 'row security',"
            + " format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', rel.name) FROM rel WHERE rel.relrowsecurity"
            + " UNION ALL SELECT rel.nspname, rel.relname, CASE rel.relkind WHEN 'v' THEN 'a view' WHEN 'm' THEN"
            + " 'a materialized view' WHEN 'f' THEN 'a foreign table' ELSE 'a partitioned table' END"
            + " || ' instead of a table', CASE rel.relkind WHEN 'v' THEN 'DROP VIEW ' || rel.name WHEN 'm' THEN"
            + " 'DROP MATERIALIZED VIEW ' || rel.name WHEN 'f' THEN 'DROP FOREIGN TABLE ' || rel.name"
            // It holds rows, which go where nobody but the DBA reads them.
            + " ELSE format('CREATE SCHEMA IF NOT EXISTS set_aside; ALTER TABLE %s SET SCHEMA set_aside', rel.name) END FROM rel WHERE rel.relkind <> 'r'"
            + " UNION ALL SELECT rel.nspname, rel.relname, 'child table ' || format('%I.%I', n.nspname, c.relname),"
            + " format('ALTER TABLE %I.%I NO INHERIT %s', n.nspname, c.relname, rel.name) FROM rel"
            + " JOIN pg_inherits i ON i.inhparent = rel.oid JOIN pg_class c ON c.oid = i.inhrelid"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE rel.relkind = 'r'";

    private final Queries queries;

    PlantReader(Queries queries) {
        this.queries = queries;
    }

    Map<RelationName, List<Plant>> plants() throws SQLException {
        Map<RelationName, List<Plant>> found = new HashMap<>();
        String sql = "WITH " + TABLES + ", " + PARTS + " " + FROM_OUTSIDE + " UNION ALL " + COLUMNS + " UNION ALL "
                + BY_ITSELF + " ORDER BY 1, 2, 3";
        queries.each(
                sql,
                row -> found.computeIfAbsent(
                                new RelationName(row.getString(1), row.getString(2)), n -> new ArrayList<>())
                        .add(new Plant(row.getString(3), row.getString(4))));
        return found;
    }
}
