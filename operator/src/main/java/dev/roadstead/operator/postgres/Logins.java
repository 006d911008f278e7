package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.Finding.Kind;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.postgres.Script.Departure;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.RoleState;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Plans roles that can log in: a consumer's, a writer's. */
final class Logins {
    private final Draft draft;
    private final StoreSettings settings;

    Logins(Draft draft, StoreSettings settings) {
        this.draft = draft;
        this.settings = settings;
    }

    /**
     * @param validUntil by the server's clock, from which no new session opens; absent: never
     * @param become the role its sessions become, or an empty string
     */
    void plan(
            Script script,
            String admin,
            String login,
            Part part,
            String domain,
            String object,
            Credential credential,
            @Nullable Instant validUntil,
            String become) {
        Map<String, String> wanted = settings(settings, become);
        RoleState state = draft.role(login).orElse(null);
        if (state == null) {
            script.as(
                    admin,
                    "CREATE ROLE " + Sql.id(login) + " LOGIN CONNECTION LIMIT " + settings.connectionsPerLogin()
                            + " VALID UNTIL " + until(validUntil) + " PASSWORD "
                            + Sql.text(Scram.verifier(credential.password())));
            draft.mark(script, LedgerKey.role(login), part, domain, object);
        } else {
            if (!draft.snapshot.ours(LedgerKey.role(login))
                    && draft.snapshot.roles().containsKey(login)) {
                throw BackendException.refused(
                        "Conflict", "role " + login + " exists and carries no marker of this mesh; a DBA drops it");
            }
            alter(script, admin, login, state, credential, validUntil);
        }
        Map<String, String> found = state == null ? Map.of() : state.settings();
        new TreeMap<>(wanted).forEach((name, value) -> {
            if (!value.equals(found.get(name))) {
                String sql = inDatabase(login) + " SET " + name + " = " + Sql.text(value);
                departs(script, Kind.ROLE_SETTING, login, "its setting of " + name + " was changed", sql);
                script.as(admin, sql);
            }
        });
        draft.plan(login, new RoleState(true, false, settings.connectionsPerLogin(), validUntil, wanted));
    }

    private void alter(
            Script script,
            String admin,
            String login,
            RoleState state,
            Credential credential,
            @Nullable Instant validUntil) {
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
                    "ALTER ROLE " + Sql.id(login) + change);
        }
        if (credential.force()) {
            change.append(" PASSWORD ").append(Sql.text(Scram.verifier(credential.password())));
        }
        if (!change.isEmpty()) {
            script.as(admin, "ALTER ROLE " + Sql.id(login) + change);
        }
    }

    private static void departs(Script script, Kind kind, String login, String found, String sql) {
        script.departs(new Departure(kind, "role " + login, found, sql, false));
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
