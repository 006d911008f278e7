package dev.roadstead.operator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.kube.KubernetesClients;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReviewsTest {

    private static final KubernetesSerialization YAML = KubernetesClients.serialization();

    private static Status answer(String... denials) {
        OutputPort port = YAML.unmarshal("""
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: departures, namespace: flights}
                spec: {dataProductName: nyc, store: main}
                """, OutputPort.class);
        var proposal = new Proposal(Proposal.Operation.CREATE, null, port, "alice", Set.of(), false, Instant.EPOCH);
        byte[] json = new Reviews(YAML, Clock.systemUTC())
                .write(new Reviews.Asked("u", Optional.of(proposal)), new Opinion(List.of(denials), List.of()));
        return YAML.unmarshal(new String(json, StandardCharsets.UTF_8), AdmissionReview.class)
                .getResponse()
                .getStatus();
    }

    /** kubectl prints them instead of the patch. */
    @Test
    void whatIsWrongWithFieldsIsToldByField() {
        Status status = answer("spec.versions[v1].contract: a: b\nc", "metadata.annotations[x/y]: no");
        assertEquals("OutputPort", status.getDetails().getKind());
        assertEquals("departures", status.getDetails().getName());
        assertEquals(
                List.of(
                        new StatusCause("spec.versions[v1].contract", "a: b\nc", "FieldValueInvalid"),
                        new StatusCause("metadata.annotations[x/y]", "no", "FieldValueInvalid")),
                status.getDetails().getCauses());
        assertEquals("(1) spec.versions[v1].contract: a: b\nc\n(2) metadata.annotations[x/y]: no", status.getMessage());
    }

    @Test
    void whatIsAboutNoFieldIsToldInOneMessage() {
        assertNull(answer("spec.versions: no", "it is read by insights/delays").getDetails());
        assertNull(answer("spec. Then no").getDetails());
    }
}
