package dev.roadstead.operator.whatif;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.outputport.VersionPlan;
import dev.roadstead.operator.revision.ServedContracts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables that served contracts name in the stores of a product, each with its columns and their types. */
final class Tables {

    private final Catalogue catalogue;
    private final ServedContracts contracts;

    Tables(Catalogue catalogue, ServedContracts contracts) {
        this.catalogue = catalogue;
        this.contracts = contracts;
    }

    /** By store and table; without those of a product that serves nothing. */
    Map<String, Map<String, String>> of(DataProduct product) {
        var tables = new TreeMap<String, Map<String, String>>();
        String namespace = product.getMetadata().getNamespace();
        String domain = catalogue
                .domainOf(namespace)
                .map(found -> found.getMetadata().getName())
                .orElse(null);
        if (domain == null || !VersionPlan.serves(product.getSpec().lifecycleOrDefault())) {
            return tables;
        }
        for (OutputPort port :
                catalogue.portsOfProduct(namespace, product.getMetadata().getName())) {
            served(port, contracts).forEach((version, contract) -> {
                String store = domain + "/" + product.getMetadata().getName() + "/"
                        + port.getSpec().storeOf(version) + ".";
                contract.relations()
                        .forEach(relation -> tables.computeIfAbsent(
                                        store + relation.physicalName(), table -> new LinkedHashMap<>())
                                .putAll(columns(relation)));
            });
        }
        return tables;
    }

    /** The contracts of a port's served versions that can be read, by version. */
    static Map<String, Contract> served(OutputPort port, ServedContracts contracts) {
        var served = new TreeMap<String, Contract>();
        port.getSpec().versions().stream()
                .filter(OutputPortSpec.Version::servedOrDefault)
                .forEach(version -> parsed(contracts.of(port, version))
                        .ifPresent(contract -> served.put(version.name(), contract)));
        return served;
    }

    /** What the second has and the first has not. */
    static List<Consequences.TableChange> added(
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

    private static Map<String, String> columns(Relation relation) {
        var columns = new LinkedHashMap<String, String>();
        for (Column column : relation.columns()) {
            columns.putIfAbsent(column.name(), column.type().sql());
        }
        return columns;
    }
}
