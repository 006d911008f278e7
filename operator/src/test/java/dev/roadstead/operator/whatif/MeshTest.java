package dev.roadstead.operator.whatif;

import static dev.roadstead.operator.whatif.Sales.BASE;
import static dev.roadstead.operator.whatif.Sales.POLICY;
import static dev.roadstead.operator.whatif.Sales.PORT;
import static dev.roadstead.operator.whatif.Sales.PRODUCT;
import static dev.roadstead.operator.whatif.Sales.REQUEST;
import static dev.roadstead.operator.whatif.Sales.RULES;
import static dev.roadstead.operator.whatif.Sales.applying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.whatif.Consequences.AccessChange;
import dev.roadstead.operator.whatif.Consequences.Action;
import dev.roadstead.operator.whatif.Consequences.ColumnChange;
import dev.roadstead.operator.whatif.Consequences.Effect;
import dev.roadstead.operator.whatif.Consequences.EndChange;
import dev.roadstead.operator.whatif.Consequences.ObjectChange;
import dev.roadstead.operator.whatif.Consequences.Publishing;
import dev.roadstead.operator.whatif.Consequences.RowChange;
import dev.roadstead.operator.whatif.Consequences.TableChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeshTest {

    private static Consequences after(Mesh mesh, String... yaml) {
        return mesh.after(applying(yaml), RULES).consequences();
    }

    private static AccessChange only(Consequences consequences) {
        assertEquals(1, consequences.access().size(), consequences::toString);
        return consequences.access().getFirst();
    }

    @Test
    void whatIsThereAlreadyHasNoConsequences() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT, REQUEST, Sales.guardrail("Enforce"));
        Consequences again = after(mesh, BASE, PORT, POLICY, PRODUCT, REQUEST, Sales.guardrail("Enforce"));
        assertTrue(again.isNothing(), again::toString);
    }

    @Test
    void aWholeMeshFromNothing() {
        Consequences all = after(Sales.mesh(List.of()), BASE, PORT, POLICY, PRODUCT);
        assertEquals(
                List.of(new TableChange(
                        "sales/orders/main.orders", true, List.of("order_id bigint", "country text", "email text"))),
                all.tables());
        assertEquals(List.of(), all.refused());
        AccessChange access = only(all);
        assertEquals(Effect.GAINED, access.effect());
        assertEquals("product marketing/churn", access.consumer());
        assertEquals("sales/orders.v1", access.port());
        assertEquals(
                List.of(
                        new ColumnChange("orders.order_id", "Hidden", "Clear"),
                        new ColumnChange("orders.country", "Hidden", "Clear"),
                        new ColumnChange("orders.email", "Hidden", "Hash")),
                access.columns());
    }

    @Test
    void aNewConsumerWaitsWhereNobodyAllowsIt() {
        AccessChange access = only(after(Sales.of(BASE, PORT), REQUEST));
        assertEquals(Effect.WAITS, access.effect());
        assertTrue(access.because().contains("Policy"), access::because);
    }

    @Test
    void aPolicyThatIsNarrowedTellsWhoLosesWhat() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT, REQUEST);
        String narrower = POLICY.replace("with: Hash", "with: Redact")
                + "  rows: [{column: country, operator: In, values: [DE]}]\n  maxDuration: 24h\n";
        Consequences consequences = after(mesh, narrower);
        assertEquals(
                List.of("product marketing/churn", "request marketing/dashboard"),
                consequences.access().stream().map(AccessChange::consumer).toList());
        for (AccessChange access : consequences.access()) {
            assertEquals(Effect.CHANGED, access.effect());
            assertEquals(List.of(new ColumnChange("orders.email", "Hash", "Redact")), access.columns());
            assertEquals(List.of(new RowChange("orders", null, "country In (DE)")), access.rows());
            assertEquals(new EndChange(null, "2027-01-02T00:00:00Z"), access.end());
        }
    }

    @Test
    void aPolicyThatGoesTakesAccessAway() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT);
        var edit = new Edit(List.of(), List.of(new ObjectName("Policy", "sales", "for-marketing")));
        Consequences consequences = mesh.after(edit, RULES).consequences();
        assertEquals(List.of(new ObjectChange(Action.DELETED, "Policy sales/for-marketing")), consequences.objects());
        AccessChange access = only(consequences);
        assertEquals(Effect.LOST, access.effect());
        assertEquals(3, access.columns().size());
    }

    @Test
    void anotherColumnIsAddedToTheTable() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT);
        Consequences consequences =
                after(mesh, PORT + "        - {name: phone, logicalType: string, classification: pii}\n");
        assertEquals(List.of(), consequences.refused());
        assertEquals(
                List.of(new TableChange("sales/orders/main.orders", false, List.of("phone text"))),
                consequences.tables());
        assertEquals(Publishing.CHANGED, consequences.versions().getFirst().publishing());
        assertEquals(
                List.of(new ColumnChange("orders.phone", "Hidden", "Hash")),
                only(consequences).columns());
    }

    @Test
    void aTypeThatTheTableCantBeCastToIsTold() {
        Mesh mesh = Sales.of(BASE, PORT);
        String v2 = PORT.substring(PORT.indexOf("  - name: v1")).replace("- name: v1", "- name: v2");
        Consequences other =
                after(mesh, PORT + v2.replace("email, logicalType: string", "email, logicalType: integer"));
        assertEquals(
                List.of(new Refused(
                        "OutputPort sales/orders",
                        "SchemaMismatch",
                        "spec.versions[v2].contract.schema[orders].properties[email].physicalType: the type is bigint, but table"
                                + " sales/orders/main.orders has text for version v1; declare text or a wider type, or name a new"
                                + " column or another physicalName")),
                other.refused());
        assertEquals(
                List.of(),
                after(mesh, PORT + v2.replace("logicalType: integer", "physicalType: numeric"))
                        .refused(),
                "a wider type is a cast");
        assertEquals(
                1,
                after(mesh, PORT + v2.replace("logicalType: integer", "physicalType: integer"))
                        .refused()
                        .size(),
                "a narrower one is none");
        assertEquals(
                List.of(),
                after(
                                mesh,
                                PORT
                                        + v2.replace(
                                                        "- name: orders\n",
                                                        "- name: orders\n        physicalName: orders_v2\n")
                                                .replace("logicalType: integer", "physicalType: integer"))
                        .refused());
        assertEquals(
                1,
                after(mesh, PORT.replace("string, classification: pii", "date"))
                        .refused()
                        .size());
    }

    @Test
    void ofContractsThatComeTogetherTheFirstVersionMakesTheTable() {
        String v2 = PORT.substring(PORT.indexOf("  - name: v1")).replace("- name: v1", "- name: v2");
        String narrow = v2.replace("logicalType: integer", "physicalType: integer");
        assertEquals(1, after(Sales.of(BASE), PORT + narrow).refused().size());
        String other = PORT.replace("metadata: {name: orders,", "metadata: {name: copy,");
        assertEquals(
                List.of(),
                after(Sales.of(BASE), PORT, other.replace("logicalType: integer", "physicalType: integer"))
                        .refused(),
                "which port is first is not known");
        assertEquals(
                1,
                after(Sales.of(BASE), PORT, other.replace("logicalType: integer", "logicalType: boolean"))
                        .refused()
                        .size());
        Mesh broken = Sales.of(BASE, PORT + narrow);
        assertEquals(
                List.of(),
                after(broken, (PORT + narrow).replace("store: main\n", "store: main\n  visibility: Domain\n"))
                        .refused(),
                "what was so before is not told again");
    }

    @Test
    void aNewVersionMakesItsTablesInTheStoreThatItNames() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT);
        String version =
                PORT.substring(PORT.indexOf("  - name: v1")).replace("- name: v1\n", "- name: v2\n    store: lake\n");
        Consequences consequences = after(mesh, PORT + version);
        assertEquals(List.of(), consequences.refused());
        assertEquals(
                List.of(new TableChange(
                        "sales/orders/lake.orders", true, List.of("order_id bigint", "country text", "email text"))),
                consequences.tables());
    }

    @Test
    void whatWouldBreakAReaderIsHeldBackInTheReconcilersOwnWords() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT);
        Consequences consequences = after(mesh, Sales.port("phone, logicalType: string, classification: pii"));
        assertEquals(1, consequences.refused().size());
        Refused refused = consequences.refused().getFirst();
        assertEquals("BreakingChange", refused.reason());
        assertTrue(refused.message().contains("read by marketing/churn"), refused::message);
        assertTrue(refused.message().contains("name: \"v2\""), refused::message);
        assertEquals(List.of(), consequences.access());
        assertEquals(List.of(), consequences.tables());
    }

    @Test
    void aReaderWhoseAccessEndsByTheSameChangeHoldsNothingBack() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT);
        var edit = new Edit(
                Sales.objects(Sales.port("phone, logicalType: string, classification: pii")),
                List.of(new ObjectName("Policy", "sales", "for-marketing")));
        Consequences consequences = mesh.after(edit, RULES).consequences();
        assertEquals(List.of(), consequences.refused());
        assertEquals(Effect.LOST, only(consequences).effect());
    }

    /** The operator withholds it too, with a webhook or without. */
    @Test
    void whatGuardrailsDemandIsNotServedWithoutIt() {
        String demand = """
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: words}
                spec: {enforcement: %s, require: [Classification]}
                """;
        String plain = Sales.port("email, logicalType: string");
        assertEquals(
                1,
                after(Sales.of(BASE, demand.formatted("Warn")), plain)
                        .versions()
                        .size());

        Consequences made = after(Sales.of(BASE, demand.formatted("Enforce")), plain);
        assertEquals(List.of(), made.versions());
        assertEquals(List.of(), made.tables());
        assertEquals("RequirementNotMet", made.refused().getFirst().reason());
        assertTrue(
                made.refused().getFirst().message().contains("v1 is not served yet, because Guardrails demand more"),
                made.toString());

        Mesh read = Sales.of(BASE, PORT, POLICY, PRODUCT, demand.formatted("Enforce"));
        Consequences changed = after(read, PORT + "        - {name: phone, logicalType: string}\n");
        assertEquals(List.of(), changed.versions());
        assertTrue(
                changed.refused()
                        .getFirst()
                        .message()
                        .contains("v1 is served as before, because Guardrails demand more"),
                changed.toString());
        assertEquals(List.of(), after(read, PORT).refused(), "what is served is not asked about");
    }

    /** Its time is over, and consumers have not known it for as long as a Guardrail demands, so the operator holds the change too. */
    @Test
    void aVersionThatWasSunsetTooLateIsStillReadBySomebody() {
        String ending = PORT.replace(
                "  - name: v1\n", "  - name: v1\n    deprecated: true\n    sunsetTime: \"2026-12-31T00:00:00Z\"\n");
        String told = ending + """
                status:
                  versions:
                  - {name: v1, state: Served, revisionName: orders-v1-1, sunsetTime: "2026-12-31T00:00:00Z",
                     sunsetAnnouncedTime: "2026-12-30T00:00:00Z"}
                """;
        String notice = """
                apiVersion: roadstead.dev/v1alpha1
                kind: Guardrail
                metadata: {name: notice}
                spec: {enforcement: Enforce, minSunsetNotice: %s}
                """;
        String change = ending.replace("email", "phone");
        assertEquals(
                List.of(), after(read(told, notice.formatted("24h")), change).refused());
        Consequences late = after(read(told, notice.formatted("720h")), change);
        assertEquals(
                List.of("BreakingChange"),
                late.refused().stream().map(Refused::reason).toList());
    }

    /** With a reader of the port. */
    private static Mesh read(String port, String guardrail) {
        return Sales.mesh(Sales.objects(BASE, port, POLICY, guardrail))
                .after(applying(PRODUCT), RULES)
                .mesh();
    }

    @Test
    void aGuardrailTellsWhomItHits() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT);
        for (String enforcement : List.of("DryRun", "Warn")) {
            Consequences tried = after(mesh, Sales.guardrail(enforcement));
            assertEquals(List.of(), tried.access());
            assertEquals(enforcement, tried.guardrails().getFirst().enforcement());
            assertEquals(
                    "product marketing/churn", tried.guardrails().getFirst().consumer());
        }
        Consequences enforced = after(mesh, Sales.guardrail("Enforce"));
        assertEquals(
                List.of(new ColumnChange("orders.email", "Hash", "Redact")),
                only(enforced).columns());
        assertEquals(1, enforced.guardrails().size());
    }

    @Test
    void aSpecThatMakesNoSenseIsRefusedAndChangesNothing() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT);
        Consequences consequences = after(mesh, POLICY.replace("with: Hash", "with: Hahs"));
        assertEquals(
                "Policy sales/for-marketing", consequences.refused().getFirst().object());
        assertEquals(List.of(), consequences.access());
        assertEquals(List.of(), consequences.objects());
    }

    @Test
    void anObjectInNobodysNamespaceIsRefused() {
        Consequences consequences = after(Sales.of(BASE), REQUEST.replace("namespace: marketing", "namespace: attic"));
        assertEquals("NamespaceNotOwned", consequences.refused().getFirst().reason());
    }

    @Test
    void anInputThatMovesToAnotherPurposeLosesTheFormerOne() {
        Mesh mesh = Sales.of(BASE, PORT, POLICY, PRODUCT);
        Consequences consequences = after(mesh, PRODUCT.replace("purpose: campaign", "purpose: churn"));
        assertEquals(
                List.of(Effect.GAINED, Effect.LOST),
                consequences.access().stream()
                        .map(AccessChange::effect)
                        .sorted()
                        .toList());
        String because = consequences.access().stream()
                .filter(change -> change.effect() == Effect.LOST)
                .map(AccessChange::because)
                .findFirst()
                .orElseThrow();
        assertTrue(because.contains("once the new access is verified and the StoreClass's rotation overlap"), because);
    }
}
