package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Concern;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.postgres.Exposure.DefaultRight;
import dev.roadstead.operator.postgres.Exposure.Right;
import dev.roadstead.operator.postgres.Script.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds rights that nobody wished, and those that everything stands on where they are gone. */
final class RightDrift {
    private final Marks marks;
    private final String operatorRole;
    private final List<Repair> repairs = new ArrayList<>();

    RightDrift(Marks marks, String operatorRole) {
        this.marks = marks;
        this.operatorRole = operatorRole;
    }

    List<Repair> find(Exposure exposure) {
        exposure.rights().forEach(this::right);
        exposure.defaults().forEach(this::defaults);
        return repairs;
    }

    private void right(Right right) {
        String sql = statement(right);
        String actor = actor(right);
        repairs.add(new Repair(
                new Finding(
                        right.missing() ? Kind.MISSING_GRANT : Kind.FOREIGN_GRANT,
                        right.on(),
                        found(right),
                        sql,
                        concern(right)),
                actor == null ? List.of() : List.of(new Statement(actor, sql))));
    }

    private @Nullable Concern concern(Right right) {
        Concern concern = marks.concern(right.schema());
        return concern == null ? marks.ofRole(right.grantee()) : concern;
    }

    private static String statement(Right right) {
        String column = right.column().isEmpty() ? "" : " (" + Sql.id(right.column()) + ")";
        String what = right.privilege() + column + " ON " + right.on();
        if (right.missing()) {
            return "GRANT " + what + " TO " + grantee(right.grantee());
        }
        return "REVOKE " + (right.grantable() ? "GRANT OPTION FOR " : "") + what + " FROM " + grantee(right.grantee())
                + " CASCADE";
    }

    private static String found(Right right) {
        String who = right.grantee().equals(Snapshot.PUBLIC) ? "everybody (PUBLIC)" : "role " + right.grantee();
        String what = right.privilege() + (right.column().isEmpty() ? "" : " on column " + right.column());
        if (right.missing()) {
            return who + " lost " + what;
        }
        return who + (right.grantable() ? " may hand on " : " has ") + what + ", granted by " + right.grantor();
    }

    /** A database's rights can be taken back by whoever gave them; all others by the object's owner. */
    private @Nullable String actor(Right right) {
        boolean onDatabase = right.on().startsWith("DATABASE ");
        if (onDatabase) {
            return right.missing() || right.grantor().equals(operatorRole) ? Script.OPERATOR : null;
        }
        return marks.actor(right.owner());
    }

    private void defaults(DefaultRight right) {
        String where = right.schema().isEmpty() ? "" : " IN SCHEMA " + Sql.id(right.schema());
        String revoke = where + " REVOKE ALL ON " + right.type() + " FROM " + grantee(right.grantee());
        String actor = marks.actor(right.role());
        String who = right.grantee().equals(Snapshot.PUBLIC) ? "everybody (PUBLIC)" : "role " + right.grantee();
        repairs.add(new Repair(
                new Finding(
                        Kind.DEFAULT_PRIVILEGE,
                        "role " + right.role(),
                        who + " gets rights on the " + right.type().toLowerCase(java.util.Locale.ROOT)
                                + " it is going to make" + (where.isEmpty() ? "" : " in schema " + right.schema()),
                        "ALTER DEFAULT PRIVILEGES FOR ROLE " + Sql.id(right.role()) + revoke,
                        right.schema().isEmpty() ? marks.ofRole(right.role()) : marks.concern(right.schema())),
                actor == null ? List.of() : List.of(new Statement(actor, "ALTER DEFAULT PRIVILEGES" + revoke))));
    }

    private static String grantee(String name) {
        return name.equals(Snapshot.PUBLIC) ? "PUBLIC" : Sql.id(name);
    }
}
