package dev.roadstead.operator.draft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roadstead.api.v1alpha1.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The text of a DataProduct and an OutputPort to begin with. Pure. */
public final class Draft {

    private static final YAMLMapper MAPPER = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    private final String name;

    /** @param name of the product, and of its port */
    public Draft(String name) {
        this.name = name;
    }

    /** The relation that rows go to. */
    public String relation() {
        return name.replace('-', '_');
    }

    public String product() {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: DataProduct
                metadata: {name: %s}
                spec:
                  stores:
                  - name: main
                    writers: [{name: loader}]
                """.formatted(name);
    }

    /** A port with a contract that was guessed. */
    public String port(CsvDraft csv) {
        String read = csv.whole() ? "all " + csv.rows() + " rows" : "the first " + csv.rows() + " rows";
        String columns = csv.columns().stream()
                .map(column -> "        " + column.yaml() + "\n")
                .collect(Collectors.joining());
        return "# Types and required are guessed from " + read
                + ". A column without classification is hidden from everybody.\n" + head()
                + "    contract:\n      schema:\n      - name: " + relation() + "\n        properties:\n" + columns;
    }

    /** A port with a contract that was written by somebody. */
    public String port(Contract contract) {
        return port(contract, List.of());
    }

    /** A port with the contract of a table. */
    public String port(TableDraft table) {
        return port(table.contract(), table.comments());
    }

    private String port(Contract contract, List<String> comments) {
        List<String> hints = new ArrayList<>();
        comments.forEach(comment -> hints.add("# " + comment + "\n"));
        for (Contract.Relation relation : contract.schema()) {
            relation.properties().stream()
                    .filter(column -> column.classification() == null)
                    .forEach(column -> Personal.byName(column.name())
                            .ifPresent(what -> hints.add("# classify: " + relation.name() + "." + column.name()
                                    + ": likely " + what + "\n")));
        }
        try {
            return "# A column without classification is hidden from everybody.\n" + String.join("", hints) + head()
                    + "    contract:\n" + MAPPER.writeValueAsString(contract).indent(6);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a contract that was read can be written", e);
        }
    }

    private String head() {
        return """
                apiVersion: roadstead.dev/v1alpha1
                kind: OutputPort
                metadata: {name: %s}
                spec:
                  dataProductName: %s
                  store: main
                  versions:
                  - name: v1
                """.formatted(name, name);
    }
}
