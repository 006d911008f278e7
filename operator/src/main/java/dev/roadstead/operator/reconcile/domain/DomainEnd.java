package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a Domain: its grants and ports end in every store, people lose their rights, the operator its own.
 * Namespace, mark and data stay. Each step can be taken again.
 */
final class DomainEnd {

    private static final Duration SECRETS_LOOKED_AT_EVERY = Duration.ofSeconds(2);

    /** Requests delete their Secrets as the Domain goes, and need the operator's RoleBinding for it. */
    private static final Duration SECRETS_GONE_WITHIN = Duration.ofSeconds(30);

    /** How far it has come. */
    sealed interface Progress {

        record Done() implements Progress {}

        /** Something else goes first; look again after this time. */
        record Waiting(Duration length) implements Progress {}

        /** Something stands in the way. */
        record Held(Refusal refusal) implements Progress {}
    }

    private final Services services;
    private final NamespaceKeeper namespaces;
    private final BindingKeeper bindings;

    DomainEnd(Services services, NamespaceKeeper namespaces, BindingKeeper bindings) {
        this.services = services;
        this.namespaces = namespaces;
        this.bindings = bindings;
    }

    /**
     * Goes as far as it can now.
     *
     * @param heldNamespace the namespace its status names; null if it never held one, and then nothing is released
     */
    Progress advance(Domain domain, NamespaceMark mark, @Nullable String heldNamespace) {
        Namespace namespace = ownNamespace(domain, mark).orElse(null);
        if (namespace == null && heldNamespace == null) {
            return new Progress.Done();
        }
        Refusal held = releaseGrants(domain);
        if (held != null) {
            return new Progress.Held(held);
        }
        if (namespace != null && !namespace.isMarkedForDeletion()) {
            bindings.remove(Catalogue.namespaceOf(domain), Bindings.OF_PEOPLE);
            if (secretsAreLeft(domain)) {
                return new Progress.Waiting(SECRETS_LOOKED_AT_EVERY);
            }
            bindings.remove(Catalogue.namespaceOf(domain), List.of(Bindings.OPERATOR));
            namespaces.unlabel(namespace);
        }
        services.holders()
                .released(Catalogue.namespaceOf(domain), domain.getMetadata().getName());
        return new Progress.Done();
    }

    /** The namespace, if it exists and carries this Domain's mark. */
    private Optional<Namespace> ownNamespace(Domain domain, NamespaceMark mark) {
        return namespaces
                .find(Catalogue.namespaceOf(domain))
                .filter(found -> NamespaceMark.of(found).filter(mark::equals).isPresent());
    }

    /** Ends the domain's grants and ports in every store; what stands in the way, if anything. */
    private @Nullable Refusal releaseGrants(Domain domain) {
        try {
            services.backends().releaseDomain(domain.getMetadata().getName());
            return null;
        } catch (BackendException e) {
            return new Refusal(
                    Reason.DELETING, "grants of this domain can't be ended in every store yet: " + e.getMessage());
        }
    }

    /** Whether requests or products still have Secrets; after a while they are left, because a Domain must not wait for ever. */
    private boolean secretsAreLeft(Domain domain) {
        Instant deleted = Instant.parse(domain.getMetadata().getDeletionTimestamp());
        if (services.clock().instant().isAfter(deleted.plus(SECRETS_GONE_WITHIN))) {
            return false;
        }
        String namespace = Catalogue.namespaceOf(domain);
        boolean ofRequests = services.catalogue().requestsIn(namespace).stream()
                .anyMatch(request ->
                        request.getStatus() != null && request.getStatus().binding() != null);
        return ofRequests
                || services.catalogue().productsIn(namespace).stream()
                        .filter(product -> product.getStatus() != null)
                        .flatMap(product -> product.getStatus().writers().stream())
                        .anyMatch(writer -> writer.secretName() != null);
    }
}
