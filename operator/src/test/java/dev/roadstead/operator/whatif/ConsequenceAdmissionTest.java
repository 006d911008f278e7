package dev.roadstead.operator.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.admission.Opinion;
import dev.roadstead.operator.admission.Proposal;
import dev.roadstead.operator.admission.Proposal.Operation;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.operator.revision.ServedContracts;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsequenceAdmissionTest {

    private static final ConsequenceAdmission CHECK =
            new ConsequenceAdmission(ServedContracts.AS_WRITTEN, PostgresFactory.enforcement(), Sales.RULES);

    private static Opinion opinion(CustomResource<?, ?> before, CustomResource<?, ?> after, String... mesh) {
        Operation operation = before == null ? Operation.CREATE : after == null ? Operation.DELETE : Operation.UPDATE;
        return CHECK.check(
                new Proposal(operation, before, after, "alice", Set.of(), true, Sales.NOW),
                Sales.catalogue(Sales.objects(mesh)));
    }

    private static CustomResource<?, ?> object(String yaml) {
        return Sales.objects(yaml).getFirst();
    }

    @Test
    void aNewPolicyTellsWhoGainsWhat() {
        Opinion opinion = opinion(null, object(Sales.POLICY), Sales.BASE, Sales.PORT, Sales.REQUEST);
        assertEquals(List.of(), opinion.denials());
        assertEquals(
                List.of("request marketing/dashboard reads sales/orders.v1 for dashboard: +orders.order_id Clear,"
                        + " +orders.country Clear, +orders.email Hash"),
                opinion.warnings());
    }

    @Test
    void aPolicyThatGoesTellsWhoLosesWhat() {
        Opinion opinion = opinion(object(Sales.POLICY), null, Sales.BASE, Sales.PORT, Sales.POLICY, Sales.REQUEST);
        assertTrue(
                opinion.warnings()
                        .getFirst()
                        .startsWith("request marketing/dashboard no longer reads sales/orders.v1 for dashboard"),
                opinion::toString);
    }

    @Test
    void aTypeThatTheTableCantBeCastToIsTold() {
        String v2 = Sales.PORT.substring(Sales.PORT.indexOf("  - name: v1")).replace("- name: v1", "- name: v2");
        Opinion opinion = opinion(
                object(Sales.PORT),
                object(Sales.PORT + v2.replace("order_id, logicalType: integer", "order_id, logicalType: date")),
                Sales.BASE,
                Sales.PORT);
        assertEquals(List.of(), opinion.denials());
        assertTrue(
                opinion.warnings()
                        .getFirst()
                        .contains("the type is date, but table sales/orders/main.orders has bigint"),
                opinion::toString);
    }

    @Test
    void whatChangesNothingIsNotTalkedAbout() {
        assertEquals(
                Opinion.NONE,
                opinion(
                        object(Sales.POLICY),
                        object(Sales.POLICY),
                        Sales.BASE,
                        Sales.PORT,
                        Sales.POLICY,
                        Sales.REQUEST));
    }

    @Test
    void whatOthersRefuseHasNoConsequences() {
        assertEquals(
                Opinion.NONE,
                opinion(null, object(Sales.POLICY.replace("Hash", "Hahs")), Sales.BASE, Sales.PORT, Sales.REQUEST));
    }

    @Test
    void itIsBoundedHoweverManyReadIt() {
        assertEquals(ConsequenceAdmission.LINES, warnings(30).size());
        assertEquals("and 21 more; roadstead plan shows all", warnings(30).getLast());
        assertEquals(
                List.of("it is about 201 requests; roadstead plan tells what it does to each"),
                warnings(ConsequenceAdmission.REQUESTS + 1));
    }

    private static List<String> warnings(int requests) {
        var mesh = new ArrayList<>(List.of(Sales.BASE, Sales.PORT));
        for (int i = 0; i < requests; i++) {
            mesh.add(Sales.REQUEST.replace("name: dashboard", "name: d" + i));
        }
        return opinion(null, object(Sales.POLICY), mesh.toArray(String[]::new)).warnings();
    }
}
