package dev.roadstead.operator.contract.change;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.operator.kube.KubernetesClients;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** Contracts as people write them. */
final class Contracts {
    private static final KubernetesSerialization YAML = KubernetesClients.serialization();

    private Contracts() {}

    /** @param relations in YAML's flow style, separated by commas */
    static Contract of(String relations) {
        return YAML.unmarshal("schema: [" + relations + "]", Contract.class);
    }

    static Contract parse(String yaml) {
        return YAML.unmarshal(yaml, Contract.class);
    }

    /** One relation with these properties. */
    static Contract departures(String properties) {
        return of("{name: departures, properties: [" + properties + "]}");
    }

    static Contract departures(List<Contract.Column> columns) {
        var relation = new Contract.Relation("departures", null, null, null, null, List.of(), columns, List.of());
        return new Contract(null, null, List.of(), List.of(relation), List.of(), List.of(), null, null, List.of());
    }

    static Contract.Column column(String yaml) {
        return YAML.unmarshal("---\n" + yaml, Contract.Column.class);
    }
}
