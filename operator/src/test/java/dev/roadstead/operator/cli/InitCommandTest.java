package dev.roadstead.operator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.Main;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.kube.KubernetesClients;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InitCommandTest {

    @TempDir
    private Path folder;

    private StringWriter out;
    private StringWriter err;

    @Test
    void typesAreGuessedAndPersonalColumnsMarked() throws IOException {
        Path csv = write("orders.csv", "\uFEFF" + """
                id,amount,code,paid,day,at,local,clock,contact,note,E-Mail
                1,9.5,007,true,2026-01-31,2026-01-31T10:00:00Z,2026-01-31 10:00:00,10:00,a@example.com,,x
                2,10,008,FALSE,2026-02-01,2026-01-31 11:00:00+01:00,2026-01-31T11:00:00,11:30:15,b@example.org,x,y
                """);
        assertEquals(0, init("orders", "--from", "csv", csv.toString()), err.toString());
        for (String line : List.of(
                "- {name: id, logicalType: integer, required: true}\n",
                "- {name: amount, logicalType: number, required: true}\n",
                "- {name: code, logicalType: string, required: true}\n",
                "- {name: paid, logicalType: boolean, required: true}\n",
                "- {name: day, logicalType: date, required: true}\n",
                "- {name: at, logicalType: timestamp, required: true}\n",
                "- {name: local, logicalType: timestamp, physicalType: timestamp, required: true}\n",
                "- {name: clock, logicalType: time, required: true}\n",
                "- {name: contact, logicalType: string, required: true}  # classify: likely mail addresses\n",
                "- {name: note, logicalType: string}\n",
                "- {name: E_Mail, logicalType: string, required: true}  # classify: likely mail addresses\n")) {
            assertTrue(out.toString().contains(line), () -> line + " is missing in " + out);
        }
        assertTrue(
                err.toString().contains("the header \"E-Mail\" is no name of a column, so it became E_Mail"),
                err::toString);
    }

    @Test
    void thereIsOneSource() throws IOException {
        String csv = write("orders.csv", "id\n1\n").toString();
        assertEquals(2, init("orders", "--from", "csv", csv, "--from", "csv", csv));
        assertTrue(err.toString().contains("--from: give it once"), err::toString);
        assertEquals(2, init("orders", "--from", "csv"));
        assertTrue(err.toString().contains("--from: write csv FILE"), err::toString);
        assertEquals(2, init("orders"));
        assertEquals(0, init("--help"));
        assertTrue(out.toString().contains(" --from=csv|odcs|table SOURCE NAME"), out::toString);
    }

    /** Whatever the header, the contract can be served. */
    @Test
    void anyHeaderBecomesNames() throws IOException {
        String header = "\"a\"\"b\",\"two\nlines\"," + "h".repeat(300) + "," + "h".repeat(301)
                + ",\u4e2d,\u00c5ngstr\u00f6m,1st,ctid,a b,a_b,select,\" \t#: {}\"";
        Path csv = write("odd.csv", header + "\n1,2\n1,2,3,4,5,6,7,8,9,10,11,12,13\n");
        assertEquals(0, init("odd", "--from", "csv", csv.toString()), err.toString());
        assertEquals(
                List.of(
                        "a_b_2",
                        "two_lines",
                        "h".repeat(63),
                        "h".repeat(61) + "_2",
                        "column_5",
                        "Angstrom",
                        "c_1st",
                        "ctid_",
                        "a_b_3",
                        "a_b",
                        "select",
                        "column_12"),
                columns());
        assertTrue(err.toString().contains("line 4 has 13 fields and the header 12"), err::toString);
        String many = IntStream.range(0, 1000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        assertEquals(
                0, init("many", "--from", "csv", write("many.csv", many + "\n").toString()));
        assertEquals(1000, columns().size());
        assertEquals(
                1,
                init("many", "--from", "csv", write("many.csv", many + ",x\n").toString()));
        assertTrue(err.toString().contains("1001 columns"), err::toString);
        assertEquals(
                1, init("twice", "--from", "csv", write("twice.csv", "a,a\n").toString()));
        assertEquals(1, init("none", "--from", "csv", write("none.csv", "").toString()));
    }

    @Test
    void onlyWhatWasReadIsPromised() throws IOException {
        String rows = IntStream.range(0, 10_001).mapToObj(i -> i + "\n").collect(Collectors.joining());
        assertEquals(
                0,
                init(
                        "long",
                        "--from",
                        "csv",
                        write("long.csv", "n\n" + rows + ",\n").toString()));
        assertTrue(out.toString().contains("guessed from the first 10000 rows"), out::toString);
        assertTrue(out.toString().contains("- {name: n, logicalType: integer}\n"), out::toString);
    }

    @Test
    void aContractBecomesAPortOrIsRefusedWithEveryFault() throws IOException {
        String text = """
                apiVersion: v3.1.0
                kind: DataContract
                id: x
                version: 1.0.0
                status: active
                servers: [{server: s, type: local}]
                schema:
                - name: people
                  description: "it's \\"one\\"\\nper line"
                  properties:
                  - {name: lastName, logicalType: string}
                  - {name: iban, logicalType: string, classification: pii}
                """;
        Path file = write("people.odcs.yaml", text);
        assertEquals(0, init("people", "--from", "odcs", file.toString()), err.toString());
        assertTrue(out.toString().contains("# classify: people.lastName: likely names of people\n"), out::toString);
        assertEquals(List.of("lastName", "iban"), columns());
        assertTrue(err.toString().contains("passed over, because nothing here acts on it: servers"), err::toString);
        write("people.odcs.yaml", text.replace("logicalType: string", "logicalType: text"));
        assertEquals(1, init("people", "--from", "odcs", file.toString()));
        assertEquals(2, err.toString().lines().count(), err::toString);
        assertEquals("", out.toString());
    }

    @Test
    void nothingIsWrittenOverUnlessForced() throws IOException {
        String csv = write("a.csv", "id\n1\n").toString();
        String target = folder.resolve("drafts").toString();
        assertEquals(0, init("a", "--from", "csv", csv, "-o", target));
        Path port = folder.resolve("drafts/a.outputport.yaml");
        Files.writeString(port, "mine");
        assertEquals(2, init("a", "--from", "csv", csv, "-o", target));
        assertEquals("mine", Files.readString(port));
        assertEquals(0, init("a", "--from", "csv", csv, "-o", target, "--force"));
        assertTrue(Files.readString(port).contains("name: id"));
        assertEquals(2, init("Not_a_name", "--from", "csv", csv));
        assertEquals(2, init("a", "--from", "xml", csv));
        assertEquals(2, init("a", "--from", "csv", folder.resolve("none.csv").toString()));
    }

    private List<String> columns() {
        String port = out.toString().substring(out.toString().indexOf("---\n") + 4);
        var spec = KubernetesClients.serialization()
                .unmarshal(port, OutputPort.class)
                .getSpec();
        Contract contract = ContractParser.parse(spec.versions().getFirst()).orElseThrow();
        return contract.relations().getFirst().columns().stream()
                .map(column -> column.name())
                .toList();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }

    private int init(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "init";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all);
    }
}
