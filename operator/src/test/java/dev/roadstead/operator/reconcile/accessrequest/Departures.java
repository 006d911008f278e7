package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.OutputPort;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import java.net.URI;
import java.net.http.HttpRequest;

/** A port with the table departures, as {@code producer.yaml} publishes it, and what the API server asks before one is changed. */
final class Departures {

    static final String ID =
            "{name: id, logicalType: integer, primaryKey: true, required: true, classification: public}";
    static final String TAIL = "{name: tail_number, logicalType: string, classification: restricted}";
    static final String ORIGIN = "{name: origin, logicalType: string, classification: public}";

    /** In YAML, on the product nyc. */
    static String port(String domain, String name, String... columns) {
        return contracted(
                domain, name, "{schema: [{name: departures, properties: [%s]}]}".formatted(String.join(", ", columns)));
    }

    /** The same with a whole contract, in YAML as well. */
    static String contracted(String domain, String name, String contract) {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: %s, namespace: %s}
                spec:
                  dataProductName: nyc
                  store: main
                  versions:
                  - name: v1
                    contract:
                %s""".formatted(name, domain, contract.indent(6));
    }

    /**
     * The question whether the port departures may have other columns than it has.
     *
     * @param webhook the port that an operator listens on
     */
    static HttpRequest review(AccessMesh mesh, String domain, int webhook, String... columns) {
        var serialization = mesh.operator().admin().getKubernetesSerialization();
        String review = serialization.asJson(new AdmissionReviewBuilder()
                .withNewRequest()
                .withUid("asked-by-a-test")
                .withOperation("UPDATE")
                .withObject(serialization.unmarshal(port(domain, "departures", columns), OutputPort.class))
                .withOldObject(mesh.get(OutputPort.class, domain, "departures"))
                .withNewUserInfo()
                .withUsername("alice")
                .endUserInfo()
                .endRequest()
                .build());
        return HttpRequest.newBuilder(URI.create("https://localhost:" + webhook + "/validate"))
                .POST(HttpRequest.BodyPublishers.ofString(review))
                .build();
    }

    private Departures() {}
}
