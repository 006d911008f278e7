package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.binding.BindingSecret;
import dev.roadstead.operator.binding.StoredCredential;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.kube.Target;
import dev.roadstead.operator.kube.Wakeups;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.request.GrantKeys;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Standing;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other requests of one identity, and their Secrets with the same login. */
final class Siblings {

    private static final Logger log = LoggerFactory.getLogger(Siblings.class);

    private final Catalogue catalogue;
    private final Secrets secrets;
    private final Wakeups wakeups;

    Siblings(Services services) {
        this.catalogue = services.catalogue();
        this.secrets = services.secrets();
        this.wakeups = services.wakeups();
    }

    /** What the Secrets of the others hold, apart from the one at hand. */
    List<StoredCredential> credentials(AccessRequest request, SecretTarget target) {
        return secretNames(request, target)
                .flatMap(name -> secrets.getOwned(target.owner(), name).stream())
                .flatMap(secret -> StoredCredential.of(secret).stream())
                .distinct()
                .toList();
    }

    /**
     * Gives the credential that is handed out now to every other Secret that holds the identity's login in this store.
     *
     * @param ownToo whether the Secret at hand is kept by another request
     * @return what stands in the way of a Secret, if anything; the others are written all the same
     */
    Optional<StoreFailure> handOut(
            AccessRequest request, SecretTarget target, boolean ownToo, LoginState state, String password) {
        List<StoreFailure> failures = new ArrayList<>();
        Stream<String> own = ownToo ? Stream.of(target.name()) : Stream.empty();
        for (String name : Stream.concat(secretNames(request, target), own).toList()) {
            try {
                handOut(target.owner(), name, state, password);
            } catch (KubernetesClientException e) {
                failures.add(StoreFailure.rotation(name, e));
            }
        }
        return failures.stream().findFirst();
    }

    private void handOut(HasMetadata owner, String name, LoginState state, String password) {
        Optional<Secret> secret = secrets.getOwned(owner, name)
                .filter(found -> StoredCredential.of(found)
                        .filter(stored -> stored.username().equals(state.login())
                                || stored.username().equals(state.previous()))
                        .isPresent());
        if (secret.isPresent()
                && secrets.ensure(owner, name, BindingSecret.withCredential(secret.get(), state.login(), password))) {
            log.info(
                    "event=credential-replaced namespace={} secret={} login={}",
                    owner.getMetadata().getNamespace(),
                    name,
                    state.login());
        }
    }

    /** Has the others look at their access, because their login is another one now. */
    void wake(AccessRequest request) {
        others(request).forEach(other -> wakeups.wake(Target.of(other)));
    }

    /** Whether another request rightly holds the same grant: an input that was renamed has one under a new name. */
    boolean anotherHolds(AccessRequest request, GrantKey key, RequestResolver resolver) {
        return others(request)
                .filter(other -> GrantKeys.of(other, key.subject().domain()).equals(key))
                .anyMatch(other -> resolver.standing(other) instanceof Standing.Current);
    }

    /** Not only those that a status names: one that was written a moment ago may be in none yet. */
    private Stream<String> secretNames(AccessRequest request, SecretTarget target) {
        Stream<String> written = others(request)
                .flatMap(other -> Stream.ofNullable(other.getStatus()))
                .flatMap(status -> Stream.ofNullable(status.binding()))
                .map(binding -> binding.name());
        Stream<String> named = others(request)
                .map(other ->
                        other.getSpec().secretNameOrDefault(other.getMetadata().getName()));
        Stream<String> ofInputs = target.owner() instanceof DataProduct product && product.getSpec() != null
                ? product.getSpec().inputs().stream()
                        .map(input ->
                                input.secretNameOrDefault(product.getMetadata().getName()))
                : Stream.empty();
        return Stream.of(written, named, ofInputs)
                .flatMap(names -> names)
                .filter(name -> !name.equals(target.name()))
                .distinct();
    }

    private Stream<AccessRequest> others(AccessRequest request) {
        if (request.getSpec().consumer() == null) {
            return Stream.empty();
        }
        return catalogue
                .requestsOfProduct(
                        request.getMetadata().getNamespace(),
                        request.getSpec().consumer().productName())
                .stream()
                .filter(other -> !other.isMarkedForDeletion())
                .filter(other -> !other.getMetadata()
                        .getUid()
                        .equals(request.getMetadata().getUid()));
    }
}
