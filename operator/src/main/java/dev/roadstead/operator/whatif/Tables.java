package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.PgType;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.outputport.VersionPlan;
import dev.roadstead.operator.revision.ServedContracts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tables that served contracts name in the stores of a product, each with its columns and their types. */
final class Tables {

    private final Catalogue catalogue;
    private final ServedContracts contracts;

    Tables(Catalogue catalogue, ServedContracts contracts) {
        this.catalogue = catalogue;
        this.contracts = contracts;
    }

    /**
     * A column of a table that a contract shows.
     *
     * @param table by domain, product, store and name
     * @param version of the port
     */
    record Claim(String table, ObjectName port, String version, String relation, String column, PgType type) {}

    /** Of all that is served, in the order of the ports' names and their versions; none of a product that serves nothing. */
    List<Claim> claims(DataProduct product) {
        String namespace = product.getMetadata().getNamespace();
        String domain = catalogue
                .domainOf(namespace)
                .map(found -> found.getMetadata().getName())
                .orElse(null);
        if (domain == null || !VersionPlan.serves(product.getSpec().lifecycleOrDefault())) {
            return List.of();
        }
        String stores = domain + "/" + product.getMetadata().getName() + "/";
        return catalogue.portsOfProduct(namespace, product.getMetadata().getName()).stream()
                .sorted(Comparator.comparing(port -> port.getMetadata().getName()))
                .flatMap(port -> claims(stores, port))
                .toList();
    }

    private Stream<Claim> claims(String stores, OutputPort port) {
        return port.getSpec().versions().stream()
                .filter(OutputPortSpec.Version::servedOrDefault)
                .flatMap(version -> parsed(contracts.of(port, version)).stream()
                        .flatMap(contract -> contract.relations().stream())
                        .flatMap(relation -> relation.columns().stream()
                                .map(column -> new Claim(
                                        stores + port.getSpec().storeOf(version) + "." + relation.physicalName(),
                                        ObjectName.of(port),
                                        version.name(),
                                        relation.name(),
                                        column.name(),
                                        column.type()))));
    }

    /** What the second has and the first has not, by table. */
    static List<Consequences.TableChange> added(List<Claim> before, List<Claim> after) {
        return added(columns(before), columns(after));
    }

    private static Map<String, Map<String, String>> columns(List<Claim> claims) {
        var tables = new TreeMap<String, Map<String, String>>();
        claims.forEach(claim -> tables.computeIfAbsent(claim.table(), table -> new LinkedHashMap<>())
                .putIfAbsent(claim.column(), claim.type().sql()));
        return tables;
    }

    private static List<Consequences.TableChange> added(
            Map<String, Map<String, String>> before, Map<String, Map<String, String>> after) {
        var changes = new ArrayList<Consequences.TableChange>();
        new TreeMap<>(after).forEach((table, columns) -> {
            Map<String, String> known = before.getOrDefault(table, Map.of());
            List<String> more = columns.entrySet().stream()
                    .filter(column -> !known.containsKey(column.getKey()))
                    .map(column -> column.getKey() + " " + column.getValue())
                    .toList();
            if (!more.isEmpty()) {
                changes.add(new Consequences.TableChange(table, !before.containsKey(table), more));
            }
        });
        return changes;
    }

    private static Optional<Contract> parsed(OutputPortSpec.Version version) {
        return version.contract() != null
                        && ContractParser.parse(version) instanceof Parsed.Valid<Contract>(Contract contract)
                ? Optional.of(contract)
                : Optional.empty();
    }
}
