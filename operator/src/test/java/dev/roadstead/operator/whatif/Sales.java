package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.ListedCache;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.operator.revision.ServedContracts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** A small mesh: sales publishes orders, and others read them. */
final class Sales {

    static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    static final ObjectRules RULES = new ObjectRules("roadstead-system");

    static final String BASE = """
            apiVersion: roadstead.dev/v1alpha1
            kind: StoreClass
            metadata: {name: warehouse}
            spec:
              default: true
              postgres: {host: pg, database: mesh, credentialsSecretRef: {name: warehouse}}
            ---
            apiVersion: roadstead.dev/v1alpha1
            kind: Domain
            metadata: {name: sales, labels: {tier: gold}}
            spec: {owners: [{kind: Group, name: sales-team}]}
            ---
            apiVersion: roadstead.dev/v1alpha1
            kind: Domain
            metadata: {name: marketing}
            spec: {owners: [{kind: Group, name: marketing-team}]}
            ---
            apiVersion: roadstead.dev/v1alpha1
            kind: DataProduct
            metadata: {name: orders, namespace: sales}
            spec: {lifecycle: Active, stores: [{name: main}]}
            """;

    static final String PORT = port("email, logicalType: string, classification: pii");

    /** @param column the last one of the contract */
    static String port(String column) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: orders, namespace: sales}
                spec:
                  dataProductName: orders
                  store: main
                  versions:
                  - name: v1
                    contract:
                      schema:
                      - name: orders
                        properties:
                        - {name: order_id, logicalType: integer, primaryKey: true, required: true, classification: public}
                        - {name: country, logicalType: string, classification: public}
                        - {name: %s}
                """.formatted(column);
    }

    static final String POLICY = policy("marketing", "{with: Hash, classification: pii}");

    static String policy(String domain, String mask) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: for-%s, namespace: sales}
                spec:
                  ports: {names: [orders]}
                  consumers: [{domain: %s}]
                  purposes: ["*"]
                  columns: {allow: ["*"], mask: [%s]}
                """.formatted(domain, domain, mask);
    }

    static final String PRODUCT = """
            apiVersion: roadstead.dev/v1alpha1
            kind: DataProduct
            metadata: {name: churn, namespace: marketing}
            spec:
              lifecycle: Active
              inputs: [{name: orders, portRef: {domain: sales, name: orders, version: v1}, purpose: campaign}]
            """;

    static final String REQUEST = """
            apiVersion: roadstead.dev/v1alpha1
            kind: AccessRequest
            metadata: {name: dashboard, namespace: marketing}
            spec: {portRef: {domain: sales, name: orders, version: v1}, purpose: dashboard}
            """;

    static String guardrail(String enforcement) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: pii}
                spec:
                  enforcement: %s
                  match: {columns: {classifications: [pii]}}
                  mask: Redact
                """.formatted(enforcement);
    }

    private static final KubernetesSerialization SERIALIZATION = KubernetesClients.serialization();
    private static final Pattern DOCUMENTS = Pattern.compile("(?m)^---$");

    static List<CustomResource<?, ?>> objects(String... yaml) {
        var objects = new ArrayList<CustomResource<?, ?>>();
        for (String text : yaml) {
            for (String document : DOCUMENTS.split(text, -1)) {
                objects.add((CustomResource<?, ?>) SERIALIZATION.unmarshal(document));
            }
        }
        return objects;
    }

    static Edit applying(String... yaml) {
        return Edit.of(objects(yaml));
    }

    static Mesh mesh(Collection<? extends HasMetadata> objects) {
        return new Mesh(catalogue(objects), ServedContracts.AS_WRITTEN, PostgresFactory.enforcement(), NOW);
    }

    static Catalogue catalogue(Collection<? extends HasMetadata> objects) {
        var catalogue = new Catalogue(new NamespaceHolders());
        List.of(
                        Domain.class,
                        StoreClass.class,
                        Guardrail.class,
                        DataProduct.class,
                        OutputPort.class,
                        Policy.class,
                        AccessRequest.class)
                .forEach(kind -> add(catalogue, kind, objects));
        return catalogue;
    }

    /** With everything settled that is there. */
    static Mesh of(String... yaml) {
        return mesh(List.of()).after(applying(yaml), RULES).mesh();
    }

    private static <T extends HasMetadata> void add(
            Catalogue catalogue, Class<T> kind, Collection<? extends HasMetadata> objects) {
        catalogue.add(
                kind,
                new ListedCache<>(objects.stream()
                        .filter(kind::isInstance)
                        .<T>map(kind::cast)
                        .map(Sales::numbered)
                        .toList()));
    }

    private static <T extends HasMetadata> T numbered(T object) {
        object.getMetadata().setGeneration(1L);
        return object;
    }

    private Sales() {}
}
