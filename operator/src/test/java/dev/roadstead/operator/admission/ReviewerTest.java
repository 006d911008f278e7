package dev.roadstead.operator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.NamespaceHolders;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReviewerTest {

    private static final String OPERATOR = "system:serviceaccount:roadstead-system:roadstead-operator";
    private static final Opinion NO = new Opinion(List.of("no"), List.of("but"));

    private final Reviewer reviewer = reviewer((proposal, catalogue) -> NO);

    @Test
    void whatIsNewIsAskedAbout() {
        assertEquals(NO, reviewer.review(proposal(null, policy("720h", ""))));
    }

    @Test
    void aSpecThatStaysIsNot() {
        assertEquals(Opinion.NONE, reviewer.review(proposal(policy("720h", ""), policy("720h", ""))));
        assertEquals(
                Opinion.NONE,
                reviewer.review(proposal(policy("720h", ""), policy("720h", "annotations: {a: b}, labels: {c: d},"))));
        assertEquals(NO, reviewer.review(proposal(policy("720h", ""), policy("1h", ""))));
    }

    @Test
    void anUnknownFieldIsAChange() {
        assertEquals(NO, reviewer.review(proposal(policy("720h", ""), policy("720h, maxDuraton: 1h", ""))));
    }

    @Test
    void labelsOfADomainChooseWhatHoldsForIt() {
        assertEquals(NO, reviewer.review(proposal(domain("{}"), domain("{tier: gold}"))));
        assertEquals(Opinion.NONE, reviewer.review(proposal(domain("{tier: gold}"), domain("{tier: gold}"))));
    }

    @Test
    void whatIsGoingIsLeftAlone() {
        String going = "deletionTimestamp: \"2026-01-01T00:00:00Z\", finalizers: [a/b],";
        assertEquals(Opinion.NONE, reviewer.review(proposal(policy("720h", going), policy("1h", going))));
        assertEquals(Opinion.NONE, reviewer.review(proposal(policy("720h", going), null)));
    }

    @Test
    void aDeletionIsNeverRefused() {
        Opinion opinion = reviewer.review(proposal(policy("720h", ""), null));
        assertFalse(opinion.refuses());
        assertEquals(List.of("no", "but"), opinion.warnings());
    }

    @Test
    void theOperatorIsNotAskedAboutItself() {
        Proposal own = new Proposal(
                Proposal.Operation.CREATE, null, policy("720h", ""), OPERATOR, Set.of(), false, Instant.EPOCH);
        assertEquals(Opinion.NONE, reviewer.review(own));
    }

    @Test
    void aCheckThatFailsRefusesNothingAndSilencesNobody() {
        Opinion opinion = reviewer(
                        (proposal, catalogue) -> {
                            throw new IllegalStateException("broken on purpose");
                        },
                        (proposal, catalogue) -> NO)
                .review(proposal(null, policy("720h", "")));
        assertTrue(opinion.refuses());
    }

    private static Reviewer reviewer(AdmissionCheck... checks) {
        return new Reviewer(new Catalogue(new NamespaceHolders()), List.of(checks), OPERATOR);
    }

    private static Proposal proposal(@Nullable HasMetadata before, @Nullable HasMetadata after) {
        var operation = before == null
                ? Proposal.Operation.CREATE
                : after == null ? Proposal.Operation.DELETE : Proposal.Operation.UPDATE;
        return new Proposal(operation, before, after, "alice", Set.of(), false, Instant.EPOCH);
    }

    private static Policy policy(String maxDuration, String metadata) {
        return KubernetesClients.serialization().unmarshal("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Policy
                metadata: {%s name: p, namespace: n}
                spec: {ports: {names: [a]}, maxDuration: %s}
                """.formatted(metadata, maxDuration), Policy.class);
    }

    private static Domain domain(String labels) {
        return KubernetesClients.serialization().unmarshal("""
                apiVersion: roadstead.dev/v1alpha1
                kind: Domain
                metadata: {labels: %s, name: d}
                spec: {owners: []}
                """.formatted(labels), Domain.class);
    }
}
