package dev.roadstead.operator.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is suggested can be applied as it is and allows what was asked for, whatever people write into their objects. */
class SuggestedPolicyPropertiesTest {

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> nasty = Arbitraries.of(
                "\"",
                "'",
                "\\",
                "\n",
                "\r\n",
                "\t",
                "\0",
                "\u0085",
                "\u2028",
                "\u2029",
                "\uFEFF",
                "\u007F",
                "\u001B",
                "# x",
                "a: b",
                "- ",
                "{",
                "}]",
                "%",
                "@",
                "`",
                "&a",
                "*b",
                "!t",
                "|",
                ">",
                "~",
                "null",
                "NO",
                "on",
                "1e3",
                "0x1F",
                "2027-01-01",
                "---",
                "...",
                "\uD83D\uDE00",
                "ñ",
                "漢字",
                " lead",
                "trail ",
                "{{ .Values }}",
                "\\u0041",
                "=");
        return Arbitraries.oneOf(
                        nasty, nasty.list().ofMaxSize(5).map(parts -> String.join("", parts)), Arbitraries.strings())
                .filter(text -> !text.isEmpty() && !text.equals("*") && text.equals(wellFormed(text)));
    }

    @Provide
    Arbitrary<Contract> contracts() {
        return Worlds.contracts();
    }

    @Provide
    Arbitrary<Enforcement> enforcements() {
        return Arbitraries.of(Samples.ALL, Samples.TEXT_ONLY);
    }

    @Property
    void isReadBackAndAllowsExactlyWhatWasAsked(
            @ForAll("contracts") Contract contract,
            @ForAll("enforcements") Enforcement enforcement,
            @ForAll("texts") String purpose,
            @ForAll("texts") String domain,
            @ForAll("texts") String requester,
            @ForAll("texts") String port,
            @ForAll boolean product) {
        var ask = new Ask(domain, product ? requester : null, new PortId("flights", port, "v1"), purpose, null);
        String yaml = SuggestedPolicy.yaml(ask, requester, "flights", contract, enforcement)
                .orElseThrow();
        Policy policy = Serialization.unmarshal(yaml, Policy.class);
        assertEquals("roadstead.dev/v1alpha1", policy.getApiVersion());
        assertEquals("flights", policy.getMetadata().getNamespace());
        String name = policy.getMetadata().getName();
        assertTrue(name.matches("[a-z]([a-z0-9]|-[a-z0-9])*") && name.length() <= 63, name);

        AccessPolicy read = PolicyParser.parse(name, 0, policy.getSpec()).orElseThrow();
        assertEquals(
                SuggestedPolicy.policy(ask, requester, contract, enforcement).orElseThrow(), read);

        Decision decision = Access.decide(ask, contract, List.of(read), enforcement, null, Samples.NOW);
        Lens lens = assertInstanceOf(Decision.Approved.class, decision).lens();
        for (RelationLens relation : lens.relations()) {
            for (Map.Entry<String, Effect> column : relation.columns().entrySet()) {
                String classification = contract.relation(relation.relation())
                        .flatMap(found -> found.column(column.getKey()))
                        .map(Column::classification)
                        .orElse(null);
                if (classification != null && !classification.equals("public")) {
                    assertNotEquals(Effect.CLEAR, column.getValue(), column.getKey());
                }
            }
        }
        assertNobodyElse(ask, contract, read, enforcement);
    }

    @Property
    void everyTextIsReadBack(@ForAll("texts") String text) {
        String yaml = "# " + YamlText.comment(text) + "\nflow: {a: [" + YamlText.scalar(text) + "], b: 1}\n";
        Map<?, ?> read = Serialization.unmarshal(yaml, Map.class);
        assertEquals(Map.of("flow", Map.of("a", List.of(text), "b", 1)), read);
    }

    private static void assertNobodyElse(Ask ask, Contract contract, AccessPolicy policy, Enforcement enforcement) {
        List<Ask> others = List.of(
                new Ask(ask.domain() + "x", ask.product(), ask.port(), ask.purpose(), null),
                new Ask(ask.domain(), ask.product(), ask.port(), ask.purpose() + "x", null),
                new Ask(
                        ask.domain(),
                        ask.product(),
                        new PortId("flights", ask.port().name() + "x", "v1"),
                        ask.purpose(),
                        null),
                new Ask(ask.domain(), ask.product() == null ? "x" : null, ask.port(), ask.purpose(), null));
        // A request for itself is named by its domain alone, so its products are included.
        for (Ask other : ask.product() == null ? others.subList(0, 3) : others) {
            Decision decision = Access.decide(other, contract, List.of(policy), enforcement, null, Samples.NOW);
            assertTrue(decision instanceof Decision.NoPolicy, () -> Objects.toString(other));
        }
    }

    /** Without halves of surrogate pairs, which are no text and can't come out of JSON. */
    private static String wellFormed(String text) {
        return new String(
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
    }
}
