package dev.roadstead.operator.cli;

import dev.roadstead.operator.answers.SecretState;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Looks whether Secrets are there, and at nothing in them. */
record ClusterSecrets(KubernetesClient client) implements SecretState.Lookup {

    @Override
    public SecretState of(String namespace, String name) {
        try {
            return client.secrets().inNamespace(namespace).withName(name).get() == null
                    ? SecretState.ABSENT
                    : SecretState.THERE;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return SecretState.NOT_ALLOWED;
            }
            throw e;
        }
    }
}
