package dev.roadstead.operator.schema;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roadstead.api.v1alpha1.Api;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The CRDs that this program was built with. */
public final class CrdReader {

    private static final List<String> PLURALS = List.of(
            "accessrequests", "dataproducts", "domains", "guardrails", "outputports", "policies", "storeclasses");

    private final ObjectMapper yaml = new YAMLMapper();
    private final Map<String, Crd> kinds = new TreeMap<>();

    public CrdReader() {
        PLURALS.forEach(this::read);
    }

    /** The kind in its version; empty if it is none of ours. */
    public Optional<Crd> find(String apiVersion, String kind) {
        return Optional.ofNullable(kinds.get(kind))
                .filter(crd -> crd.apiVersion().equals(apiVersion));
    }

    /** Those that there are. */
    public List<Crd> all() {
        return List.copyOf(kinds.values());
    }

    private void read(String plural) {
        String resource = "/dev/roadstead/crds/" + plural + "." + Api.GROUP + ".yaml";
        try (InputStream in = CrdReader.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("this program was built without " + resource);
            }
            Map<String, Object> crd = yaml.readValue(in, new TypeReference<>() {});
            Map<String, Object> spec = Maps.at(crd, "spec");
            String kind = String.valueOf(Maps.at(spec, "names").get("kind"));
            for (Object each : Maps.list(spec.get("versions"))) {
                Map<String, Object> version = Maps.of(each);
                kinds.put(
                        kind,
                        new Crd(
                                Api.GROUP + "/" + version.get("name"),
                                kind,
                                "Namespaced".equals(spec.get("scope")),
                                Maps.at(Maps.at(version, "schema"), "openAPIV3Schema")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
