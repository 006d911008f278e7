package dev.roadstead.operator.odcs;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.ContractTerms;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One version of a port as a document of the Open Data Contract Standard 3.1.0, in the standard's own order. Pure. */
public final class OdcsDocument {

    public static final String API_VERSION = "v3.1.0";

    private final OdcsSource source;
    private final Contract contract;

    private OdcsDocument(OdcsSource source) {
        this.source = source;
        this.contract = Objects.requireNonNull(source.version().contract(), "what is exported has been read");
    }

    /** The document, as maps, lists, texts, numbers and booleans. */
    public static Map<String, Object> of(OdcsSource source) {
        return new OdcsDocument(source).document();
    }

    /** Identifies a version of a port for as long as there is such a port: no uid, so that a rebuilt cluster keeps it. */
    static String id(OdcsSource source) {
        return "urn:roadstead:" + source.domain() + ":" + source.port() + ":"
                + source.version().name();
    }

    private Map<String, Object> document() {
        return new Fields()
                .put("apiVersion", API_VERSION)
                .put("kind", "DataContract")
                .put("id", id(source))
                .put("name", source.port())
                .put("version", version())
                .put("status", source.status())
                .put("domain", source.domain())
                .put("dataProduct", source.productName())
                .put("tags", contract.tags())
                .put("description", description())
                .put(
                        "servers",
                        source.servers().stream().map(OdcsDocument::server).toList())
                .put("schema", schema())
                .put("slaProperties", OdcsServiceLevels.of(source.version(), contract))
                .put("support", support())
                .put("price", price())
                .put("team", team())
                .put("roles", contract.roles().stream().map(OdcsDocument::role).toList())
                .map();
    }

    private String version() {
        return contract.version() == null ? source.version().name().substring(1) + ".0.0" : contract.version();
    }

    private Map<String, Object> description() {
        ContractTerms.Description written = contract.description();
        return written == null
                ? Map.of()
                : new Fields()
                        .put("purpose", written.purpose())
                        .put("usage", written.usage())
                        .put("limitations", written.limitations())
                        .map();
    }

    private static Map<String, Object> server(OdcsServer server) {
        return new Fields()
                .put("server", server.name())
                .put("type", "postgres")
                .put("host", server.host())
                .put("port", server.port())
                .put("database", server.database())
                .put("schema", server.schema())
                .map();
    }

    private List<Map<String, Object>> schema() {
        return contract.schema().stream()
                .map(relation -> source.contract()
                        .relation(relation.name())
                        .map(read -> OdcsRelation.of(relation, read))
                        .orElse(Map.of()))
                .toList();
    }

    private List<Map<String, Object>> support() {
        DataProductSpec.@Nullable Owner owner = owner();
        if (contract.support().isEmpty() && owner != null && owner.contact() != null) {
            return List.of(new Fields().put("channel", owner.contact()).map());
        }
        return contract.support().stream().map(OdcsDocument::channel).toList();
    }

    private static Map<String, Object> channel(ContractTerms.Support support) {
        return new Fields()
                .put("channel", support.channel())
                .put("url", support.url())
                .put("description", support.description())
                .put("tool", support.tool())
                .put("scope", support.scope())
                .put("invitationUrl", support.invitationUrl())
                .map();
    }

    private Map<String, Object> price() {
        ContractTerms.Price price = contract.price();
        return price == null
                ? Map.of()
                : new Fields()
                        .put("priceAmount", price.priceAmount())
                        .put("priceCurrency", price.priceCurrency())
                        .put("priceUnit", price.priceUnit())
                        .map();
    }

    private Map<String, Object> team() {
        ContractTerms.Team team = contract.team();
        DataProductSpec.@Nullable Owner owner = owner();
        if (team == null) {
            return owner == null
                    ? Map.of()
                    : new Fields().put("name", owner.team()).map();
        }
        return new Fields()
                .put("name", team.name())
                .put("description", team.description())
                .put(
                        "members",
                        team.members().stream().map(OdcsDocument::member).toList())
                .map();
    }

    private static Map<String, Object> member(ContractTerms.Member member) {
        return new Fields()
                .put("username", member.username())
                .put("name", member.name())
                .put("description", member.description())
                .put("role", member.role())
                .put("dateIn", member.dateIn())
                .put("dateOut", member.dateOut())
                .put("replacedByUsername", member.replacedByUsername())
                .map();
    }

    private static Map<String, Object> role(ContractTerms.Role role) {
        return new Fields()
                .put("role", role.role())
                .put("description", role.description())
                .put("access", role.access())
                .put("firstLevelApprovers", role.firstLevelApprovers())
                .put("secondLevelApprovers", role.secondLevelApprovers())
                .map();
    }

    private DataProductSpec.@Nullable Owner owner() {
        return source.product() == null ? null : source.product().owner();
    }
}
