package dev.roadstead.operator.postgres;

import dev.roadstead.operator.contract.Fingerprint;
import dev.roadstead.operator.postgres.Snapshot.LedgerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One hash over every right on our objects: equal before and after a gap means that nobody changed one meanwhile. */
final class AclDigest {
    private AclDigest() {}

    static String of(Snapshot snapshot) {
        List<String> lines = new ArrayList<>();
        snapshot.schemas().forEach((name, state) -> {
            if (snapshot.ours(LedgerKey.schema(name))) {
                lines.add("schema " + name + " " + state.owner() + acl(state.acl()));
            }
        });
        snapshot.relations()
                .forEach((name, state) -> lines.add("relation " + name.schema() + "." + name.name() + " "
                        + state.owner() + " " + state.rule() + " " + state.securityBarrier() + " "
                        + state.securityInvoker() + acl(state.acl())));
        snapshot.roles()
                .forEach((name, state) -> lines.add("role " + name + " " + state.login() + " " + state.createRole()));
        snapshot.members()
                .forEach((member, options) ->
                        lines.add("member " + member.member() + " of " + member.role() + " " + options));
        snapshot.grants()
                .forEach((schema, row) -> lines.add("grant " + schema + " " + row.notAfter() + " " + row.ended()));
        return new Fingerprint("roadstead acl 1")
                .add(lines.stream().sorted().toList())
                .hex();
    }

    private static String acl(Map<String, Set<String>> acl) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(acl)
                .forEach((grantee, privileges) -> text.append(' ')
                        .append(grantee)
                        .append('=')
                        .append(String.join(",", privileges.stream().sorted().toList())));
        return text.toString();
    }
}
