package dev.roadstead.operator.manifest;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.schema.CrdReader;
import dev.roadstead.operator.schema.ObjectSchema;
import dev.roadstead.operator.whatif.ObjectName;
import dev.roadstead.operator.whatif.Refused;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the CRDs say to a change of an object, by their rules about what was there before, too. */
public final class ChangeCheck {

    private static final String STATUS = "status";

    private final CrdReader crds;
    private final ObjectSchema schema = new ObjectSchema();
    private final KubernetesSerialization serialization = KubernetesClients.serialization();
    private final List<Refused> refused = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();

    public ChangeCheck(CrdReader crds) {
        this.crds = crds;
    }

    /** What would not be taken, of all that was looked at. */
    public List<Refused> refused() {
        return List.copyOf(refused);
    }

    /** Rules that could not be evaluated. */
    public List<String> unchecked() {
        return List.copyOf(unchecked);
    }

    /**
     * Looks at one object.
     *
     * @param before what it takes the place of; null if there is nothing
     * @return whether the CRDs would take it
     */
    public boolean takes(ObjectName name, Document document, @Nullable CustomResource<?, ?> before) {
        Map<String, Object> old = before == null ? null : content(before);
        var asked = new LinkedHashMap<>(document.content());
        asked.remove(STATUS);
        if (old != null && old.containsKey(STATUS)) {
            asked.put(STATUS, old.get(STATUS));
        }
        ObjectSchema.Checked checked = crds.find(document.apiVersion(), document.kind())
                .map(crd -> schema.check(crd, asked, old))
                .orElseThrow();
        checked.faults()
                .forEach(fault -> refused.add(new Refused(
                        name.toString(), "Invalid", fault.field().isEmpty() ? fault.message() : fault.toString())));
        checked.unchecked().forEach(rule -> unchecked.add(name + ": " + rule));
        return checked.faults().isEmpty();
    }

    private Map<String, Object> content(CustomResource<?, ?> object) {
        return serialization.unmarshal(
                new ByteArrayInputStream(serialization.asJson(object).getBytes(StandardCharsets.UTF_8)),
                new TypeReference<>() {});
    }
}
