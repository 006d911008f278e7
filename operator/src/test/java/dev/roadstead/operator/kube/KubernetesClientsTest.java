package dev.roadstead.operator.kube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.NamespacePolicy;
import dev.roadstead.api.v1alpha1.Policy;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects of a newer version of the API are read, and nothing about access is lost on the way. */
class KubernetesClientsTest {

    private final KubernetesSerialization serialization = KubernetesClients.serialization();

    @Test
    void whatANewerVersionAddedIsPassedOver() {
        Domain domain = serialization.unmarshal("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {name: flights}
                spec: {namespacePolicy: Borrow, owners: [], wings: 2}
                status: {feathers: many}
                """, Domain.class);
        assertEquals(NamespacePolicy.UNKNOWN, domain.getSpec().namespacePolicyOrDefault(), "not the default");
    }

    @Test
    void whatAPolicySaysInUnknownWordsIsKept() {
        Policy policy = serialization.unmarshal("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {name: p}
                spec:
                  ports: {names: [daily]}
                  consumers: [{domain: marketing, team: x}]
                  purposes: [campaign]
                  columns: {allow: ["*"], mask: [{name: email, with: Tokenize}]}
                  row: [{column: country}]
                """, Policy.class);
        Policy copy = serialization.clone(policy);
        for (Policy read : new Policy[] {policy, copy}) {
            assertTrue(read.getSpec().unknown().containsKey("row"));
            assertEquals(
                    Map.of("team", "x"), read.getSpec().consumers().getFirst().unknown());
            assertEquals("Tokenize", read.getSpec().columns().mask().getFirst().with());
        }
    }
}
