package dev.roadstead.operator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.reconcile.domain.DomainAdmission;
import dev.roadstead.operator.reconcile.guardrail.GuardrailAdmission;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An exception whose time is over lets nothing through, and whoever writes it should know. */
class LateExceptionsTest {

    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final KubernetesSerialization YAML = KubernetesClients.serialization();
    private static final String DOMAIN = """
            apiVersion: roadstead.dev/v1alpha1
            kind: Domain
            metadata: {name: sales}
            spec:
              owners: [{kind: Group, name: sales-team}]
              exceptions: [{port: orders, rule: BreakingChange, reason: incident 42, expirationTime: "%s"}]
            """;
    private static final String GUARDRAIL = """
            apiVersion: roadstead.dev/v1alpha1
            kind: Guardrail
            metadata: {name: pii}
            spec:
              enforcement: Enforce
              match: {columns: {classifications: [pii]}}
              mask: Hash
              exceptions: [{consumers: [{domain: fraud}], reason: ring case, until: "%s"}]
            """;

    @Test
    void ofADomainItIsWarnedOf() {
        Domain late = YAML.unmarshal(DOMAIN.formatted("2026-12-31T23:59:59Z"), Domain.class);
        assertEquals(
                Opinion.warn(
                        "spec.exceptions: the one of port orders ended at 2026-12-31T23:59:59Z already, so it lets nothing"
                                + " through; give it an expirationTime to come, or remove it"),
                opinion(new DomainAdmission("roadstead-system"), null, late));
        assertEquals(Opinion.NONE, opinion(new DomainAdmission("roadstead-system"), late, late), "it has ended since");
        Domain timely = YAML.unmarshal(DOMAIN.formatted("2027-01-01T00:00:01Z"), Domain.class);
        assertEquals(Opinion.NONE, opinion(new DomainAdmission("roadstead-system"), late, timely));
    }

    @Test
    void ofAGuardrailItIsWarnedOf() {
        Guardrail late = YAML.unmarshal(GUARDRAIL.formatted("2027-01-01T00:00:00Z"), Guardrail.class);
        assertEquals(
                Opinion.warn(
                        "spec.exceptions[0].until: 2027-01-01T00:00:00Z is over already, so the exception lifts nothing;"
                                + " write a time to come, or remove it"),
                opinion(new GuardrailAdmission(), null, late));
        assertEquals(Opinion.NONE, opinion(new GuardrailAdmission(), late, late), "it has ended since");
        Guardrail timely = YAML.unmarshal(GUARDRAIL.formatted("2027-01-02T00:00:00Z"), Guardrail.class);
        assertEquals(Opinion.NONE, opinion(new GuardrailAdmission(), null, timely));
        Guardrail wrong = YAML.unmarshal(GUARDRAIL.formatted("tomorrow"), Guardrail.class);
        assertEquals(
                List.of(), opinion(new GuardrailAdmission(), null, wrong).warnings(), "what is refused is not judged");
    }

    private static Opinion opinion(
            AdmissionCheck check, @Nullable CustomResource<?, ?> before, CustomResource<?, ?> after) {
        var operation = before == null ? Proposal.Operation.CREATE : Proposal.Operation.UPDATE;
        return check.check(
                new Proposal(operation, before, after, "alice", Set.of(), false, NOW),
                new Catalogue(new NamespaceHolders()));
    }
}
