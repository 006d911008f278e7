package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreOutcome;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.postgres.Snapshot.Part;
import dev.roadstead.operator.postgres.Snapshot.SchemaState;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Plans a product's store: its owners, its two schemas, its writers. */
final class StorePlanner {
    private final Draft draft;
    private final Logins logins;

    StorePlanner(Draft draft, Logins logins) {
        this.draft = draft;
        this.logins = logins;
    }

    StoreOutcome plan(Script script, StoreWish wish) {
        StoreKey key = wish.key();
        Names names = draft.names;
        String object = key.product() + "/" + key.store();
        String admin = draft.admin(script, key.domain());
        String dataOwner = names.dataOwner(key);
        String portOwner = names.portOwner(key);
        String writers = names.writerGroup(key);

        draft.groupRole(script, admin, dataOwner, Part.DATA_OWNER, key.domain(), object);
        draft.groupRole(script, admin, portOwner, Part.PORT_OWNER, key.domain(), object);
        draft.groupRole(script, admin, writers, Part.WRITER_GROUP, key.domain(), object);
        draft.member(script, admin, dataOwner, admin, Draft.SET_ONLY);
        draft.member(script, admin, portOwner, admin, Draft.SET_ONLY);
        draft.member(script, Script.OPERATOR, names.keyReader(), portOwner, Draft.INHERIT_ONLY);
        draft.member(script, Script.OPERATOR, names.gate(), writers, Draft.INHERIT_ONLY);

        String data = Names.dataSchema(key);
        String work = Names.workSchema(key);
        String what = "Roadstead: store " + key.store() + " of data product " + key.domain() + "/" + key.product();
        draft.schema(script, data, dataOwner, Part.DATA, key.domain(), object, what);
        draft.schema(script, work, dataOwner, Part.WORK, key.domain(), object, what + ", free for its writers");
        acl(script, data, dataOwner, Map.of(portOwner, Set.of("USAGE"), writers, Set.of("USAGE")));
        acl(script, work, dataOwner, Map.of(writers, Set.of("CREATE", "USAGE")));
        if (draft.snapshot.schemas().containsKey(data)) {
            // All of the above is always the same, and came with that schema.
            script.isAsBefore();
        }

        Map<String, String> found = new TreeMap<>();
        wish.writers().forEach((name, credential) -> {
            String base = names.writer(key, name);
            Set<String> open = draft.snapshot.openSlots(base);
            Logins.Slots slots = logins.plan(
                    script,
                    new Logins.Holder(base, admin, Part.WRITER, key.domain(), object + "/" + name, null, writers),
                    credential);
            slots.all().forEach(login -> draft.member(script, admin, writers, login, Draft.INHERIT_AND_SET));
            if (!open.containsAll(slots.all())) {
                Histories.open(script, new LoginHolder.Writer(key, name), wish.because(), slots.all(), !open.isEmpty());
            }
            found.put(name, slots.login());
        });
        return new StoreOutcome(data, work, found);
    }

    private void acl(Script script, String schema, String owner, Map<String, Set<String>> wanted) {
        Map<String, Set<String>> found =
                draft.schema(schema).map(SchemaState::acl).orElse(Map.of());
        Draft.acl(script, owner, "SCHEMA " + Sql.id(schema), found, wanted);
    }
}
