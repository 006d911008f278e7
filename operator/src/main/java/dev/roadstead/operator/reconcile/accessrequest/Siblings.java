package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.binding.BindingSecret;
import dev.roadstead.operator.binding.Place;
import dev.roadstead.operator.binding.StoredCredential;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.request.GrantKeys;
import dev.roadstead.operator.request.RequestResolver;
import dev.roadstead.operator.request.Standing;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
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

    Siblings(Services services) {
        this.catalogue = services.catalogue();
        this.secrets = services.secrets();
    }

    /** What the Secrets of the others hold for this store, apart from the one at hand. */
    List<StoredCredential> credentials(AccessRequest request, SecretTarget target, Place place) {
        return secretNames(request, target)
                .flatMap(name -> secrets.getOwned(target.owner(), name).stream())
                .flatMap(secret -> StoredCredential.of(secret).stream())
                .filter(credential -> credential.isFor(place, null))
                .distinct()
                .toList();
    }

    /** Gives the new password of a login to every other Secret that holds the login. */
    void rewrite(AccessRequest request, SecretTarget target, String login, String password) {
        secretNames(request, target).forEach(name -> rewrite(target.owner(), name, login, password));
    }

    private void rewrite(HasMetadata owner, String name, String login, String password) {
        Optional<Secret> secret = secrets.getOwned(owner, name)
                .filter(found -> StoredCredential.of(found)
                        .filter(credential -> credential.username().equals(login))
                        .isPresent());
        if (secret.isPresent() && secrets.ensure(owner, name, BindingSecret.withPassword(secret.get(), password))) {
            log.info(
                    "event=password-replaced namespace={} secret={} login={}",
                    owner.getMetadata().getNamespace(),
                    name,
                    login);
        }
    }

    /** Whether another request rightly holds the same grant: an input that was renamed has one under a new name. */
    boolean anotherHolds(AccessRequest request, GrantKey key, RequestResolver resolver) {
        return others(request)
                .filter(other -> GrantKeys.of(other, key.subject().domain()).equals(key))
                .anyMatch(other -> resolver.standing(other) instanceof Standing.Current);
    }

    private Stream<String> secretNames(AccessRequest request, SecretTarget target) {
        return others(request)
                .flatMap(other -> Stream.ofNullable(other.getStatus()))
                .flatMap(status -> Stream.ofNullable(status.binding()))
                .map(binding -> binding.name())
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
