package dev.roadstead.operator.runtime;

import dev.roadstead.api.v1alpha1.Api;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Looks whether the API server knows our kinds, before informers fail one by one on those it does not know. */
final class RequiredKinds {

    /**
     * @throws StartException if a CustomResourceDefinition is missing; the message names it and what to run
     */
    static void check(KubernetesClient client, Collection<Class<? extends HasMetadata>> kinds) {
        var known = client.getApiResources(Api.GROUP + "/" + Api.VERSION);
        Set<String> plurals = (known == null ? List.<APIResource>of() : known.getResources())
                .stream().map(APIResource::getName).collect(Collectors.toSet());
        var missing = new TreeSet<String>();
        for (var kind : kinds) {
            if (!plurals.contains(HasMetadata.getPlural(kind))) {
                missing.add(HasMetadata.getFullResourceName(kind));
            }
        }
        if (!missing.isEmpty()) {
            throw new StartException("the API server at " + client.getMasterUrl() + " does not serve "
                    + String.join(", ", missing) + " in version " + Api.VERSION
                    + "; install the CustomResourceDefinitions with the Helm chart (helm upgrade --install), or with"
                    + " kubectl apply --server-side -f crds/");
        }
    }

    private RequiredKinds() {}
}
