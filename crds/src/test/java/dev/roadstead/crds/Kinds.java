package dev.roadstead.crds;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;

/** The kinds of the API that are installed. */
final class Kinds {

    static final List<Class<? extends CustomResource<?, ?>>> ALL = List.of(
            Domain.class,
            StoreClass.class,
            Guardrail.class,
            DataProduct.class,
            OutputPort.class,
            Policy.class,
            AccessRequest.class);

    private Kinds() {}
}
