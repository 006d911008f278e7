package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.postgres.Exposure.Membership;
import dev.roadstead.operator.postgres.Script.Statement;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.MemberOptions;
import dev.roadstead.operator.postgres.Snapshot.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is odd about roles: who is a member of what, what they can do, how their sessions are set. What is right
 * follows from what a role is for, so it is known without any wish.
 */
final class RoleDrift {
    private final Marks marks;
    private final Names names;
    private final StoreSettings settings;
    private final boolean memberOptions;
    private final List<Repair> repairs = new ArrayList<>();

    /** @param serverMajor before 16 a CREATEROLE role may revoke whatever a superuser granted */
    RoleDrift(Marks marks, Names names, StoreSettings settings, int serverMajor) {
        this.marks = marks;
        this.names = names;
        this.settings = settings;
        this.memberOptions = serverMajor >= 16;
    }

    List<Repair> find(Exposure exposure) {
        exposure.memberships().forEach(this::membership);
        new TreeMap<>(exposure.attributes()).forEach(this::attributes);
        new TreeMap<>(exposure.settings())
                .forEach((role, byDatabase) ->
                        new TreeMap<>(byDatabase).forEach((database, found) -> settings(role, database, found)));
        return repairs;
    }

    private void membership(Membership m) {
        if (!marks.ours(m.role()) && !marks.ours(m.member())) {
            return;
        }
        MemberOptions allowed = allowed(m.role(), m.member());
        boolean manages = isManager(m.role(), m.member());
        if (allowed == null && !manages) {
            foreign(m);
        } else if (isOdd(m, allowed, manages)) {
            odd(m, allowed);
        }
    }

    private boolean isManager(String role, String member) {
        String manager = marks.ours(role) ? marks.manager(role) : null;
        return member.equals(Script.OPERATOR.equals(manager) ? settings.username() : manager);
    }

    private boolean isOdd(Membership m, @Nullable MemberOptions allowed, boolean manages) {
        if (m.admin() && !manages) {
            return true;
        }
        if (!memberOptions) {
            return false;
        }
        MemberOptions most = allowed == null ? new MemberOptions(false, false) : allowed;
        return (m.inherit() && !most.inherit()) || (m.set() && !most.set());
    }

    /** @return null where no wish ever makes this membership */
    private @Nullable MemberOptions allowed(String role, String member) {
        if (role.equals(names.gate())) {
            boolean connects = marks.is(member, Part.CONSUMER)
                    || marks.is(member, Part.WRITER_GROUP)
                    || marks.is(member, Part.CHECKER);
            return connects ? Draft.INHERIT_ONLY : null;
        }
        if (role.equals(names.keyReader())) {
            return marks.is(member, Part.PORT_OWNER) ? Draft.INHERIT_ONLY : null;
        }
        LedgerRow row = marks.role(role).orElse(null);
        if (row == null) {
            return null;
        }
        return switch (row.part()) {
            case ADMIN -> member.equals(settings.username()) ? Draft.SET_ONLY : null;
            case DATA_OWNER, PORT_OWNER -> member.equals(names.admin(row.domain())) ? Draft.SET_ONLY : null;
            case WRITER_GROUP -> writes(member, row) ? Draft.INHERIT_AND_SET : null;
            default -> null;
        };
    }

    private boolean writes(String member, LedgerRow group) {
        return marks.role(member)
                .filter(row -> row.part() == Part.WRITER
                        && row.domain().equals(group.domain())
                        && row.object().startsWith(group.object() + "/"))
                .isPresent();
    }

    private void foreign(Membership m) {
        String found = marks.ours(m.role())
                ? "role " + m.member() + " is a member of " + m.role()
                : "it is a member of " + m.role();
        String object = marks.ours(m.member()) ? m.member() : m.role();
        String revoke = "REVOKE " + Sql.id(m.role()) + " FROM " + Sql.id(m.member());
        String actor = actor(m);
        add(
                Kind.MEMBERSHIP,
                object,
                found + grantedBy(m),
                revoke + (memberOptions && !m.grantor().isEmpty() ? " GRANTED BY " + Sql.id(m.grantor()) : "")
                        + " CASCADE",
                actor == null ? List.of() : List.of(new Statement(actor, revoke + " CASCADE")));
    }

    private void odd(Membership m, @Nullable MemberOptions allowed) {
        MemberOptions options = allowed == null ? new MemberOptions(false, false) : allowed;
        String actor = actor(m);
        boolean own = actor != null && allowed != null && memberOptions;
        String revoke = "REVOKE " + Sql.id(m.role()) + " FROM " + Sql.id(m.member());
        String narrow = memberOptions
                ? "GRANT " + Sql.id(m.role()) + " TO " + Sql.id(m.member()) + " WITH ADMIN FALSE, INHERIT "
                        + options.inherit() + ", SET " + options.set()
                : "REVOKE ADMIN OPTION FOR " + Sql.id(m.role()) + " FROM " + Sql.id(m.member()) + " CASCADE";
        String attempt = own || !memberOptions ? narrow : revoke + " CASCADE";
        String byDba = memberOptions && !m.grantor().isEmpty()
                ? revoke + " GRANTED BY " + Sql.id(m.grantor()) + " CASCADE"
                : narrow;
        add(
                Kind.MEMBERSHIP,
                m.member(),
                "it is a member of " + m.role() + " with options nobody wished" + grantedBy(m),
                actor == null ? byDba : attempt,
                actor == null ? List.of() : List.of(new Statement(actor, attempt)));
    }

    /** Since 16 a membership can be taken back only by its grantor. */
    private @Nullable String actor(Membership m) {
        return memberOptions ? marks.actor(m.grantor()) : Script.OPERATOR;
    }

    private static String grantedBy(Membership m) {
        return m.grantor().isEmpty() ? "" : ", granted by " + m.grantor();
    }

    private void attributes(String role, Set<String> words) {
        if (!marks.ours(role)) {
            return;
        }
        for (String word : words) {
            String sql = "ALTER ROLE " + Sql.id(role) + " " + word;
            add(Kind.ROLE_ATTRIBUTE, role, "it is not " + word, sql, List.of(new Statement(marks.manager(role), sql)));
        }
    }

    private void settings(String role, String database, Set<String> found) {
        if (!marks.ours(role)) {
            return;
        }
        Set<String> wished = database.equals(settings.database()) ? wished(role) : Set.of();
        for (String name : found) {
            if (wished.contains(name)) {
                continue;
            }
            String where = database.isEmpty() ? "" : " IN DATABASE " + Sql.id(database);
            String sql = "ALTER ROLE " + Sql.id(role) + where + " RESET " + Sql.id(name);
            add(
                    Kind.ROLE_SETTING,
                    role,
                    "it has a setting of its own for " + name + (database.isEmpty() ? "" : " in database " + database),
                    sql,
                    List.of(new Statement(marks.manager(role), sql)));
        }
    }

    private Set<String> wished(String role) {
        if (marks.is(role, Part.WRITER)) {
            return Logins.settings(settings, role).keySet();
        }
        if (marks.is(role, Part.CHECKER)) {
            return Checkers.settings().keySet();
        }
        return marks.is(role, Part.CONSUMER) ? Logins.settings(settings, "").keySet() : Set.of();
    }

    private void add(Kind kind, String role, String found, String remedy, List<Statement> attempt) {
        repairs.add(new Repair(new Finding(kind, "role " + role, found, remedy, marks.ofRole(role)), attempt));
    }
}
