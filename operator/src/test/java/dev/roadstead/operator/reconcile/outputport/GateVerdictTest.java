package dev.roadstead.operator.reconcile.outputport;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.change.Dependent;
import dev.roadstead.operator.kube.KubernetesClients;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GateVerdictTest {

    private static Contract contract(String column) {
        return KubernetesClients.serialization()
                .unmarshal(
                        "schema: [{name: orders, properties: [{name: " + column + ", logicalType: string}]}]",
                        Contract.class);
    }

    private static OutputPortSpec.Version version(int number, String column) {
        return new OutputPortSpec.Version("v" + number, null, null, null, null, null, contract(column), null);
    }

    /** The first of some versions loses a column that somebody reads. */
    private static String message(int versions) {
        GateVerdict.Judged held = GateVerdict.Judged.against(
                version(1, "b"), "r2", contract("a"), "r1", List.of(new Dependent("marketing/churn", Set.of())), null);
        Stream<GateVerdict.Judged> others = IntStream.rangeClosed(2, versions)
                .mapToObj(number -> GateVerdict.Judged.through(version(number, "a"), "r"));
        return new GateVerdict(Stream.concat(Stream.of(held), others).toList())
                .refusal()
                .orElseThrow()
                .message();
    }

    @Test
    void itEndsWithWhatToWriteAsLongAsThatWouldBeTaken() {
        assertTrue(message(7).contains("name: \"v8\""), message(7));
        assertFalse(message(8).contains("name: \"v9\""), message(8));
        assertTrue(
                message(8)
                        .endsWith(
                                "remove a version that nobody reads, because a port has at most 8, and add yours as v9"),
                message(8));
    }
}
