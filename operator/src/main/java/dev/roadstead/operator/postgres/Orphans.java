package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Claims;
import dev.roadstead.operator.backend.Leftovers;
import dev.roadstead.operator.backend.Orphan;
import dev.roadstead.operator.backend.Orphan.Kind;
import dev.roadstead.operator.backend.Subject;
import dev.roadstead.operator.postgres.Snapshot.GrantRow;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import dev.roadstead.operator.postgres.Snapshot.LedgerRow;
import dev.roadstead.operator.postgres.Snapshot.OrphanKey;
import dev.roadstead.operator.postgres.Snapshot.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares what a snapshot holds with what live objects ask for. */
final class Orphans {
    private final Snapshot snapshot;
    private final Names names;
    private final Claims claims;
    private final List<Orphan> found = new ArrayList<>();
    private int open;
    private int stores;
    private int desertedStores;

    private Orphans(Snapshot snapshot, Names names, Claims claims) {
        this.snapshot = snapshot;
        this.names = names;
        this.claims = claims;
    }

    static Leftovers of(Snapshot snapshot, Names names, Claims claims) {
        return new Orphans(snapshot, names, claims).find();
    }

    static OrphanKey key(Orphan orphan) {
        return new OrphanKey(orphan.kind(), orphan.name());
    }

    private Leftovers find() {
        Set<Subject> readers = new HashSet<>();
        for (GrantRow row : snapshot.grants().values()) {
            readers.add(row.subject());
            boolean admits = admits(row);
            open += admits ? 1 : 0;
            if (!claims.grant(row.key())) {
                add(Kind.GRANT, row.schema(), row.key() + " (request " + row.request() + ")", admits);
            }
        }
        snapshot.identities().forEach((subject, identity) -> {
            if (!readers.contains(subject) && !claims.subject(subject)) {
                logins(subject, identity);
            }
        });
        Set<String> known = known(snapshot, names);
        snapshot.ledger().values().forEach(row -> object(row, known));
        found.sort(Comparator.comparing(Orphan::kind).thenComparing(Orphan::name));
        Set<OrphanKey> ending = new HashSet<>();
        found.stream().filter(Orphan::ends).forEach(orphan -> ending.add(key(orphan)));
        return new Leftovers(
                found,
                open,
                stores > 0 && stores == desertedStores,
                snapshot.orphans().keySet().equals(ending));
    }

    private boolean admits(GrantRow row) {
        Instant end = row.notAfter();
        return !row.ended() && (end == null || end.isAfter(snapshot.now()));
    }

    private void logins(Subject subject, String identity) {
        Names.slots(names.consumer(identity)).stream()
                .filter(login -> snapshot.ours(LedgerKey.role(login)))
                .forEach(login -> add(Kind.LOGIN, login, "the login of " + subject + ", which reads nothing", false));
    }

    /** The logins of every identity. Nobody comes back to one of any other: whoever asks gets a new identity. */
    static Set<String> known(Snapshot snapshot, Names names) {
        return snapshot.identities().values().stream()
                .flatMap(identity -> Names.slots(names.consumer(identity)).stream())
                .collect(Collectors.toSet());
    }

    private void object(LedgerRow row, Set<String> known) {
        if (row.part() == Part.CONSUMER && !known.contains(row.key().name())) {
            add(Kind.LOGIN, row.key().name(), "a login of " + row.object() + ", whose identity was lost", false);
        } else if (row.part() == Part.WRITER) {
            open++;
            if (!claims.store(row.store())) {
                add(Kind.WRITER, row.key().name(), "writer " + row.domain() + "/" + row.object(), true);
            }
        } else if (row.part() == Part.CHECKER) {
            if (!claims.store(row.store())) {
                add(Kind.CHECKER, row.key().name(), "checker of store " + row.domain() + "/" + row.object(), false);
            }
        } else if (row.part() == Part.PORT && row.key().kind() == LedgerKey.Kind.SCHEMA) {
            int slash = row.object().indexOf('/');
            if (!claims.port(row.domain(), row.object().substring(0, slash))) {
                add(Kind.PORT, row.key().name(), "port " + row.domain() + "/" + row.object(), false);
            }
        } else if (row.part() == Part.DATA && row.key().kind() == LedgerKey.Kind.SCHEMA) {
            stores++;
            if (!claims.store(row.store())) {
                desertedStores++;
                add(Kind.STORE, row.key().name(), "store " + row.domain() + "/" + row.object(), false);
            }
        }
    }

    private void add(Kind kind, String name, String about, boolean isOpen) {
        found.add(new Orphan(kind, name, about, isOpen, snapshot.orphans().get(new OrphanKey(kind, name))));
    }
}
