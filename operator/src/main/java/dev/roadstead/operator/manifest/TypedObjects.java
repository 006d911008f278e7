package dev.roadstead.operator.manifest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.Api;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.schema.CrdReader;
import dev.roadstead.operator.schema.ObjectSchema;
import dev.roadstead.operator.whatif.ObjectName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Optional;

/** Documents of this mesh's kinds, read into their types. */
public final class TypedObjects {

    private static final Map<String, Class<? extends CustomResource<?, ?>>> KINDS = Map.of(
            "Domain", Domain.class,
            "StoreClass", StoreClass.class,
            "Guardrail", Guardrail.class,
            "DataProduct", DataProduct.class,
            "OutputPort", OutputPort.class,
            "Policy", Policy.class,
            "AccessRequest", AccessRequest.class);

    private final KubernetesSerialization serialization = KubernetesClients.serialization();
    private final CrdReader crds;
    private final String namespace;

    /**
     * Reads documents.
     *
     * @param crds whose defaults the API server would fill in
     * @param namespace of objects that name none
     */
    public TypedObjects(CrdReader crds, String namespace) {
        this.crds = crds;
        this.namespace = namespace;
    }

    /** Whether the document is of this mesh's API group. */
    public static boolean isOurs(Document document) {
        return document.group().equals(Api.GROUP);
    }

    /**
     * The object as the API server would store it, in its namespace; empty if its kind is not one of this mesh's.
     *
     * @throws ManifestException if it has no name or no spec, or a value is of the wrong type
     */
    public Optional<CustomResource<?, ?>> of(Document document) throws ManifestException {
        Class<? extends CustomResource<?, ?>> kind = KINDS.get(document.kind());
        if (kind == null || !document.apiVersion().equals(HasMetadata.getApiVersion(kind))) {
            return Optional.empty();
        }
        CustomResource<?, ?> object;
        try {
            Map<String, Object> content = crds.find(document.apiVersion(), document.kind())
                    .map(crd -> ObjectSchema.withDefaults(crd.schema(), document.content()))
                    .orElse(document.content());
            object = serialization.unmarshal(serialization.asJson(content), kind);
        } catch (RuntimeException e) {
            throw new ManifestException(
                    "-f: " + document.place() + ": the " + document.kind()
                            + " can't be read; roadstead validate tells which field is wrong",
                    e);
        }
        if (object.getMetadata() == null || object.getMetadata().getName() == null || object.getSpec() == null) {
            throw new ManifestException(
                    "-f: " + document.place() + ": a " + document.kind() + " without metadata.name or spec; add them");
        }
        if (!ObjectName.isNamespaced(document.kind())) {
            object.getMetadata().setNamespace(null);
        } else if (object.getMetadata().getNamespace() == null) {
            object.getMetadata().setNamespace(namespace);
        }
        return Optional.of(object);
    }
}
