package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.postgres.Script.Departure;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.RoleState;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans roles that can log in: a consumer's, a writer's. Each has two slots, of which the second is there only while it rotates. */
final class Logins {
    private final Draft draft;
    private final StoreSettings settings;
    private final Verifiers verifiers;

    Logins(Draft draft, StoreSettings settings, Verifiers verifiers) {
        this.draft = draft;
        this.settings = settings;
        this.verifiers = verifiers;
    }

    /**
     * Whose login it is.
     *
     * @param base what the names of both slots begin with
     * @param validUntil by the server's clock, from which no new session opens; absent: never
     * @param become the role its sessions become, or an empty string
     */
    record Holder(
            String base,
            String admin,
            Part part,
            String domain,
            String object,
            @Nullable Instant validUntil,
            String become) {}

    /**
     * The logins that somebody has after this.
     *
     * @param login the one to hand out
     * @param previous the one before, while it still works
     * @param started whether the first of the two is new, and the other one was handed out until now
     */
    record Slots(String login, @Nullable String previous, boolean started) {
        Set<String> all() {
            Set<String> both = new TreeSet<>(Set.of(login));
            if (previous != null) {
                both.add(previous);
            }
            return both;
        }
    }

    Slots plan(Script script, Holder holder, Credential credential) {
        LoginState before = draft.login(holder.base()).orElse(null);
        if (before == null) {
            String login = Names.firstSlot(holder.base());
            boolean set = role(script, holder, login, credential, holder.validUntil());
            remember(script, holder, before, login, null, set ? credential : null);
            return new Slots(login, null, false);
        }
        Credential.Turn turn = credential.turn();
        boolean starts = turn != null
                && before.previous() == null
                && before.login().equals(turn.from())
                && draft.role(before.login()).isPresent();
        String login = starts ? Names.otherSlot(before.login()) : before.login();
        String previous = starts ? before.login() : before.previous();
        Credential wanted = starts ? new Credential(credential.password(), true, turn) : credential;
        boolean set = role(script, holder, login, wanted, holder.validUntil());
        String living = before.isPreviousOver(draft.snapshot.now()) ? null : previous;
        if (living != null && draft.role(living).isEmpty()) {
            living = null;
        }
        if (living != null) {
            role(
                    script,
                    holder,
                    living,
                    new Credential("", false),
                    earlier(holder.validUntil(), before.previousUntil()));
        }
        if (set) {
            remember(script, holder, before, login, previous, wanted);
        }
        return new Slots(login, living, starts);
    }

    /** @return whether the password was set */
    private boolean role(
            Script script, Holder holder, String login, Credential credential, @Nullable Instant validUntil) {
        Map<String, String> wanted = settings(settings, holder.become());
        RoleState state = draft.role(login).orElse(null);
        String words = words(validUntil, wanted);
        // Altered to be just this before: whatever is otherwise now, somebody else has changed.
        boolean asBefore = words.equals(draft.attributes(login));
        if (state == null) {
            script.as(
                    holder.admin(),
                    "CREATE ROLE " + Sql.id(login) + " LOGIN CONNECTION LIMIT " + settings.connectionsPerLogin()
                            + " VALID UNTIL " + until(validUntil) + " PASSWORD "
                            + Sql.text(verifiers.of(credential)));
            draft.mark(script, LedgerKey.role(login), holder.part(), holder.domain(), holder.object());
        } else {
            if (!draft.snapshot.ours(LedgerKey.role(login))
                    && draft.snapshot.roles().containsKey(login)) {
                throw BackendException.refused(
                        "Conflict", "role " + login + " exists and carries no marker of this mesh; a DBA drops it");
            }
            alter(script, holder.admin(), login, state, credential, validUntil, asBefore);
        }
        Map<String, String> found = state == null ? Map.of() : state.settings();
        new TreeMap<>(wanted).forEach((name, value) -> {
            if (!value.equals(found.get(name))) {
                String sql = inDatabase(login) + " SET " + name + " = " + Sql.text(value);
                departs(script, Kind.ROLE_SETTING, login, "its setting of " + name + " was changed", sql, asBefore);
                script.as(holder.admin(), sql);
            }
        });
        draft.planAttributes(script, login, words);
        draft.plan(login, new RoleState(true, false, settings.connectionsPerLogin(), validUntil, wanted));
        return state == null || credential.force();
    }

    private void alter(
            Script script,
            String admin,
            String login,
            RoleState state,
            Credential credential,
            @Nullable Instant validUntil,
            boolean asBefore) {
        StringBuilder change = new StringBuilder();
        if (!state.login()) {
            change.append(" LOGIN");
        }
        if (state.connectionLimit() != settings.connectionsPerLogin()) {
            change.append(" CONNECTION LIMIT ").append(settings.connectionsPerLogin());
        }
        if (!Objects.equals(state.validUntil(), validUntil)) {
            change.append(" VALID UNTIL ").append(until(validUntil));
        }
        if (!change.isEmpty()) {
            departs(
                    script,
                    Kind.ROLE_ATTRIBUTE,
                    login,
                    "it should be" + change,
                    "ALTER ROLE " + Sql.id(login) + change,
                    asBefore);
        }
        if (credential.force()) {
            change.append(" PASSWORD ").append(Sql.text(verifiers.of(credential)));
        }
        if (!change.isEmpty()) {
            script.as(admin, "ALTER ROLE " + Sql.id(login) + change);
        }
    }

    private static void departs(Script script, Kind kind, String login, String found, String sql, boolean certain) {
        script.departs(new Departure(kind, "role " + login, found, sql, certain));
    }

    private String words(@Nullable Instant validUntil, Map<String, String> wanted) {
        return "connections " + settings.connectionsPerLogin() + " until " + until(validUntil) + " "
                + new TreeMap<>(wanted);
    }

    /**
     * Written in the transaction that sets the password: after a crash it tells whether a Secret holds it.
     *
     * @param set what was set; absent: the role was there before anybody remembered it, so nothing is known of its password
     */
    private void remember(
            Script script,
            Holder holder,
            @Nullable LoginState before,
            String login,
            @Nullable String previous,
            @Nullable Credential set) {
        String fingerprint = set == null ? "" : Credential.fingerprint(login, set.password());
        Credential.Turn turn = set == null ? null : set.turn();
        String handled =
                turn != null && turn.handled() != null ? turn.handled() : before == null ? null : before.handled();
        Instant until = before == null ? null : before.previousUntil();
        draft.plan(holder.base(), new LoginState(login, fingerprint, draft.snapshot.now(), previous, until, handled));
        script.operator("INSERT INTO roadstead_meta.login (base, login, fingerprint, since, previous, handled) VALUES ("
                + Sql.text(holder.base()) + ", " + Sql.text(login) + ", " + Sql.text(fingerprint) + ", now(), "
                + nullable(previous) + ", " + nullable(handled)
                + ") ON CONFLICT (base) DO UPDATE SET login = EXCLUDED.login, fingerprint = EXCLUDED.fingerprint,"
                + " since = EXCLUDED.since, previous = EXCLUDED.previous, handled = EXCLUDED.handled");
    }

    private static String nullable(@Nullable String text) {
        return text == null ? "NULL" : Sql.text(text);
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        return a == null || (b != null && b.isBefore(a)) ? b : a;
    }

    /** Defaults only: a session may set them otherwise. Any other setting of a login is somebody else's. */
    static Map<String, String> settings(StoreSettings settings, String become) {
        Map<String, String> wanted = new TreeMap<>();
        if (settings.statementTimeout() != null) {
            wanted.put("statement_timeout", settings.statementTimeout().toMillis() + "ms");
        }
        if (!become.isEmpty()) {
            wanted.put("role", become);
        }
        return wanted;
    }

    private String inDatabase(String login) {
        return "ALTER ROLE " + Sql.id(login) + " IN DATABASE " + Sql.id(settings.database());
    }

    private static String until(@Nullable Instant validUntil) {
        return Sql.text(validUntil == null ? "infinity" : validUntil.toString());
    }
}
