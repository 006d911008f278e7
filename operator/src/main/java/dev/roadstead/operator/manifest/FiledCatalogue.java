package dev.roadstead.operator.manifest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainSpec;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.ListedCache;
import dev.roadstead.operator.kube.NamespaceHolders;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The objects of manifests as a mesh. Where no Domain among them claims a namespace, it is that of the namespace's name. */
public final class FiledCatalogue {

    private final Collection<? extends HasMetadata> objects;

    private FiledCatalogue(Collection<? extends HasMetadata> objects) {
        this.objects = objects;
    }

    public static Catalogue of(Collection<? extends HasMetadata> objects) {
        var filed = new FiledCatalogue(objects);
        List<Domain> domains = filed.domains();
        var holders = new NamespaceHolders();
        domains.reversed()
                .forEach(domain -> holders.held(
                        Catalogue.namespaceOf(domain), domain.getMetadata().getName()));
        var catalogue = new Catalogue(holders);
        List.of(
                        StoreClass.class,
                        Guardrail.class,
                        DataProduct.class,
                        OutputPort.class,
                        Policy.class,
                        AccessRequest.class)
                .forEach(kind -> filed.add(catalogue, kind));
        catalogue.add(Domain.class, new ListedCache<>(domains));
        return catalogue;
    }

    private <T extends HasMetadata> void add(Catalogue catalogue, Class<T> kind) {
        catalogue.add(kind, new ListedCache<>(all(kind)));
    }

    private <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private List<Domain> domains() {
        var domains = new ArrayList<>(all(Domain.class));
        var open = new TreeSet<String>();
        objects.forEach(object -> {
            if (object.getMetadata().getNamespace() != null) {
                open.add(object.getMetadata().getNamespace());
            }
        });
        domains.forEach(domain -> open.remove(Catalogue.namespaceOf(domain)));
        for (String namespace : open) {
            var domain = new Domain();
            domain.setMetadata(new ObjectMetaBuilder().withName(namespace).build());
            domain.setSpec(new DomainSpec(null, null, null, List.of(), List.of(), List.of()));
            domains.add(domain);
        }
        return domains;
    }
}
