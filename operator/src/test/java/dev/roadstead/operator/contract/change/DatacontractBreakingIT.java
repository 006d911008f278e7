package dev.roadstead.operator.contract.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.testing.Datacontract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Another program judges the same changes; where it says breaking, so do we. */
class DatacontractBreakingIT {
    private static final Datacontract PROGRAM = Datacontract.installed();

    @TempDir
    private Path folder;

    static Stream<ChangesPage.Row> rows() {
        return ChangesPage.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void itSaysWhatThePageTells(ChangesPage.Row row) throws IOException {
        var result = PROGRAM.breaking(write("before", row.before()), write("after", row.after()));
        assertEquals(row.cli().equals("breaking") ? 1 : 0, result.exitCode(), row + "\n" + result);
        assertTrue(row.cli().equals("passes") || row.reader().equals("held"), row.toString());
    }

    private Path write(String name, String cell) throws IOException {
        return Files.writeString(folder.resolve(name + ".odcs.yaml"), """
                apiVersion: v3.1.0
                kind: DataContract
                id: departures
                version: 1.0.0
                status: active
                """ + ChangesPage.document(cell));
    }
}
