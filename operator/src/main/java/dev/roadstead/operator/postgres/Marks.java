package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding.Concern;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the ledger says of roles and schemas: which are ours, what they are for, who may change them. */
final class Marks {
    private final Snapshot snapshot;
    private final Names names;
    private final String operatorRole;

    Marks(Snapshot snapshot, Names names, String operatorRole) {
        this.snapshot = snapshot;
        this.names = names;
        this.operatorRole = operatorRole;
    }

    boolean ours(String role) {
        return isInstalled(role) || snapshot.ours(LedgerKey.role(role));
    }

    /** The two roles that came with the store: the gate and the reader of the mask key. */
    boolean isInstalled(String role) {
        return role.equals(names.gate()) || role.equals(names.keyReader());
    }

    /** Empty for roles that are not ours and for the two installed ones. */
    Optional<LedgerRow> role(String role) {
        return snapshot.ledger(LedgerKey.role(role));
    }

    /** Whether somebody logs in with it: a consumer, a writer or the checker. */
    boolean isLogin(String role) {
        return is(role, Part.CONSUMER) || is(role, Part.WRITER) || is(role, Part.CHECKER);
    }

    boolean is(String role, Part part) {
        return role(role).filter(row -> row.part() == part).isPresent();
    }

    /** The role that made it and may change it, as a statement runs; ours only. */
    String manager(String role) {
        return role(role)
                .filter(row -> row.part() != Part.ADMIN)
                .map(row -> names.admin(row.domain()))
                .orElse(Script.OPERATOR);
    }

    /** The role a statement has to run as to act as this one, or null where the operator can't. */
    @Nullable
    String actor(String role) {
        if (role.equals(operatorRole)) {
            return Script.OPERATOR;
        }
        boolean settable = role(role)
                .filter(row ->
                        row.part() == Part.ADMIN || row.part() == Part.DATA_OWNER || row.part() == Part.PORT_OWNER)
                .isPresent();
        return settable ? role : null;
    }

    @Nullable
    Concern concern(String schema) {
        LedgerRow row = snapshot.ledger(LedgerKey.schema(schema)).orElse(null);
        if (row == null) {
            return null;
        }
        String[] object = row.object().split("/", 2);
        return switch (row.part()) {
            case DATA, WORK -> new Concern.Store(new StoreKey(row.domain(), object[0], object[1]));
            case PORT -> new Concern.Port(new PortKey(row.domain(), object[0], object[1]));
            case GRANT -> grant(schema);
            default -> null;
        };
    }

    private @Nullable Concern grant(String schema) {
        GrantRow grant = snapshot.grants().get(schema);
        return grant == null ? null : new Concern.Grant(grant.request());
    }

    /** The identity behind a consumer's login, by one of its grants. */
    @Nullable
    Concern ofRole(String role) {
        LedgerRow row = role(role).orElse(null);
        if (row == null) {
            return null;
        }
        if (row.part() == Part.CONSUMER) {
            return snapshot.grants().values().stream()
                    .filter(g -> g.subject().toString().equals(row.object()))
                    .map(GrantRow::request)
                    .sorted()
                    .findFirst()
                    .map(Concern.Grant::new)
                    .orElse(null);
        }
        String[] object = row.object().split("/", 3);
        return object.length < 2 ? null : new Concern.Store(new StoreKey(row.domain(), object[0], object[1]));
    }
}
