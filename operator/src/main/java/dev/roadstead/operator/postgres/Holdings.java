package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.Part;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What one snapshot holds, by key. Every waiting request asks for its grant on every pass, and walking through all grants
 * for each of them would cost the square of their number.
 *
 * @param halfEnded identities with a login but without a grant: an operator died between their last grant's end and the
 *     login's
 * @param versions of each port, by {@code domain/port}
 */
record Holdings(Snapshot snapshot, Set<GrantKey> grants, Set<Subject> halfEnded, Map<String, Set<String>> versions) {

    /** Whether there is something to release. */
    boolean holds(GrantKey key) {
        return grants.contains(key) || halfEnded.contains(key.subject());
    }

    /** Compared by identity: comparing two snapshots by content would cost more than what is saved. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Snapshot other) {
        return snapshot == other;
    }

    static Holdings of(Snapshot snapshot, Names names) {
        Set<GrantKey> grants = new HashSet<>();
        snapshot.grants().values().forEach(row -> grants.add(new GrantKey(row.subject(), row.port(), row.purpose())));
        Set<Subject> halfEnded = new HashSet<>();
        snapshot.identities().forEach((subject, identity) -> {
            if (Names.slots(names.consumer(identity)).stream()
                    .anyMatch(login -> snapshot.ours(LedgerKey.role(login)))) {
                halfEnded.add(subject);
            }
        });
        grants.forEach(grant -> halfEnded.remove(grant.subject()));
        Map<String, Set<String>> versions = new HashMap<>();
        for (LedgerRow row : snapshot.ledger().values()) {
            if (row.part() == Part.PORT) {
                int slash = row.object().indexOf('/');
                versions.computeIfAbsent(row.domain() + "/" + row.object().substring(0, slash), port -> new HashSet<>())
                        .add(row.object().substring(slash + 1));
            }
        }
        return new Holdings(snapshot, grants, halfEnded, versions);
    }
}
