package dev.roadstead.operator.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.access.RowCondition;
import dev.roadstead.operator.access.RowGroup;
import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.StoreKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an entry says.
 *
 * @param json one line
 * @param digest of what was granted and decided. Who applied the objects it rests on is told but not part of it: applying
 *     the same thing again is no change of access.
 */
public record Told(String json, String digest) {

    /** The digest of a grant whose end has been recorded. */
    public static final String ENDED = "ended";

    /**
     * A grant as it is from now on.
     *
     * @param contract hash of the contract's text
     * @param logins who reads through it, by role name
     * @param start when the lease began
     */
    public static Told grant(GrantWish wish, String contract, String schema, Collection<String> logins, Instant start) {
        ObjectNode body = subject(wish.key(), wish.request());
        Because because = wish.because();
        body.put("product", because.product()).put("store", because.store()).put("schema", schema);
        names(body.putArray("logins"), logins);
        body.put("start", start.toString());
        if (wish.notAfter() != null) {
            body.put("until", wish.notAfter().toString());
        }
        body.put("contract", contract);
        ArrayNode lens = body.putArray("lens");
        wish.lens().relations().forEach(relation -> lens.add(relation(relation)));
        String digest = because(body, because);
        return new Told(Json.text(body), digest);
    }

    /**
     * A writer as it is from now on. It sees every row and column of every table in its store.
     *
     * @param logins by which it can come in, by role name
     */
    public static Told writer(LoginHolder.Writer writer, Because because, Collection<String> logins) {
        ObjectNode body = writer(writer);
        names(body.putArray("logins"), logins);
        because(body, because);
        return told(body);
    }

    /** The end of a writer. */
    public static Told end(LoginHolder.Writer writer, String reason) {
        return new Told(Json.text(writer(writer).put("reason", reason)), ENDED);
    }

    /**
     * The end of a grant.
     *
     * @param reason in one word, such as {@code Revoked}
     */
    public static Told end(GrantKey key, String request, String reason, @Nullable Instant until) {
        ObjectNode body = subject(key, request).put("reason", reason);
        if (until != null) {
            body.put("until", until.toString());
        }
        return new Told(Json.text(body), ENDED);
    }

    /** A port version as it is from now on; the body carries the contract's text, which is stored apart. */
    public static Told port(PortWish wish, ContractText contract) {
        ObjectNode body = port(wish.key())
                .put("product", wish.store().product())
                .put("store", wish.store().store())
                .put("contract", contract.hash());
        String digest = Json.sha256(Json.text(body));
        return new Told(Json.text(body.put("contractText", contract.json())), digest);
    }

    /**
     * A sign that somebody watches.
     *
     * @param acl digest of every right on our objects
     */
    public static Told watching(String acl) {
        return told(Json.object().put("acl", acl));
    }

    /**
     * From here on nobody watches.
     *
     * @param lastSign the newest entry before; null where there is none
     * @param acl what it was when the operator let go in order; null after a crash, because nobody looked
     */
    public static Told watchLost(@Nullable Instant lastSign, @Nullable String acl) {
        ObjectNode body = Json.object();
        if (lastSign != null) {
            body.put("lastSign", lastSign.toString());
        }
        if (acl != null) {
            body.put("acl", acl);
        }
        return told(body);
    }

    /** The database was set back from one head to another. */
    public static Told rewound(Head from, @Nullable Head to) {
        ObjectNode body = Json.object();
        body.putObject("from").put("seq", from.seq()).put("hash", from.hash());
        if (to != null) {
            body.putObject("to").put("seq", to.seq()).put("hash", to.hash());
        }
        return told(body);
    }

    /**
     * A right that no decision gave.
     *
     * @param kind in one word
     * @param object what it is about, such as a role or a view
     * @param what what was found, in words
     * @param notBefore since when it may have been there: the last time somebody looked and it was not
     */
    public static Told drift(String kind, String object, String what, @Nullable Instant notBefore) {
        ObjectNode body = Json.object().put("kind", kind).put("object", object).put("found", what);
        if (notBefore != null) {
            body.put("notBefore", notBefore.toString());
        }
        return told(body);
    }

    private static Told told(ObjectNode body) {
        String json = Json.text(body);
        return new Told(json, Json.sha256(json));
    }

    private static void names(ArrayNode list, Collection<String> names) {
        names.stream().sorted().forEach(list::add);
    }

    /** @return the digest of all but who applied it */
    private static String because(ObjectNode body, Because because) {
        ArrayNode deciders = body.putArray("decidedBy");
        because.decidedBy().forEach(decider -> deciders.add(decider(decider)));
        String digest = Json.sha256(Json.text(body));
        ArrayNode origins = body.putArray("appliedBy");
        because.origins().forEach(origin -> origins.add(origin(origin)));
        return digest;
    }

    private static ObjectNode writer(LoginHolder.Writer writer) {
        StoreKey store = writer.store();
        ObjectNode body = Json.object();
        body.putObject("subject")
                .put("kind", "writer")
                .put("domain", store.domain())
                .put("name", store.product())
                .put("writer", writer.name());
        return body.put("domain", store.domain())
                .put("product", store.product())
                .put("store", store.store());
    }

    private static ObjectNode port(PortKey port) {
        return Json.object()
                .put("domain", port.domain())
                .put("port", port.port())
                .put("version", port.version());
    }

    private static ObjectNode subject(GrantKey key, String request) {
        ObjectNode body = port(key.port());
        body.putObject("subject")
                .put("kind", key.subject().kind().name().toLowerCase(java.util.Locale.ROOT))
                .put("domain", key.subject().domain())
                .put("name", key.subject().name());
        return body.put("request", request).put("purpose", key.purpose());
    }

    /** Group by group: what is seen of rows that meet these conditions. */
    private static ObjectNode relation(RelationLens lens) {
        ObjectNode entry = Json.object().put("relation", lens.relation());
        ArrayNode groups = entry.putArray("groups");
        for (RowGroup seen : lens.groups()) {
            ObjectNode group = groups.addObject();
            if (!seen.rows().isEmpty()) {
                ArrayNode rows = group.putArray("rows");
                seen.rows().stream().map(RowCondition::toString).forEach(rows::add);
            }
            ObjectNode columns = group.putObject("columns");
            seen.columns().forEach((column, effect) -> columns.put(column, effect.wireName()));
        }
        return entry;
    }

    private static ObjectNode decider(Because.Decider decider) {
        ObjectNode entry = Json.object()
                .put("kind", decider.kind())
                .put("name", decider.name())
                .put("generation", decider.generation());
        List<String> exceptions = decider.exceptions();
        if (!exceptions.isEmpty()) {
            ArrayNode list = entry.putArray("exceptions");
            exceptions.forEach(list::add);
        }
        return entry;
    }

    private static ObjectNode origin(Because.Origin origin) {
        ObjectNode entry = Json.object().put("kind", origin.kind()).put("name", origin.name());
        if (origin.manager() != null) {
            entry.put("manager", origin.manager());
        }
        if (origin.change() != null) {
            entry.put("change", origin.change());
        }
        if (origin.person() != null) {
            entry.put("person", origin.person());
        }
        return entry;
    }
}
