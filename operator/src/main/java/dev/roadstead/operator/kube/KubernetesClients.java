package dev.roadstead.operator.kube;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Clients that can read objects written by newer versions of the API. */
public final class KubernetesClients {

    private static final int RETRIES = 3;

    /**
     * A client for these settings. Its few retries are for a restarting API server; whatever takes longer is retried by
     * the reconcile.
     */
    public static KubernetesClient open(Config config) {
        config.setRequestRetryBackoffLimit(RETRIES);
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(serialization())
                .build();
    }

    /**
     * Passes over unknown fields: with the default, one object with a field of a newer version would end the informer of
     * its whole kind, and the operator with it. Kinds that decide access are not weakened by it, because they collect
     * what is unknown themselves and are refused for it; unknown enumeration values are kept by the API's own types.
     */
    public static KubernetesSerialization serialization() {
        var mapper = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        return new KubernetesSerialization(mapper, true);
    }

    private KubernetesClients() {}
}
