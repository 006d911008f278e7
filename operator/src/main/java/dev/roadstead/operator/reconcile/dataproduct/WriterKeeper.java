package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.LoginHolder;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreOutcome;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.binding.BindingSecret;
import dev.roadstead.operator.binding.CredentialChoice;
import dev.roadstead.operator.binding.Place;
import dev.roadstead.operator.binding.Rotation;
import dev.roadstead.operator.binding.StoredCredential;
import dev.roadstead.operator.kube.SecretNameTakenException;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.reconcile.LastProofs;
import dev.roadstead.operator.reconcile.Origins;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Provisions a store together with its writers, and keeps the writers' Secrets. */
final class WriterKeeper {

    private static final Logger log = LoggerFactory.getLogger(WriterKeeper.class);

    private final Services services;
    private final LastProofs proofs;
    private final Supplier<String> passwords;

    WriterKeeper(Services services, LastProofs proofs, Supplier<String> passwords) {
        this.services = services;
        this.proofs = proofs;
        this.passwords = passwords;
    }

    /** What a store and its writers came to. */
    record Provisioned(StoreOutcome outcome, List<StoreState.WriterState> writers) {}

    /** @throws BackendException if the store could not be made; then no Secret was touched */
    Provisioned provision(Backend backend, DataProduct product, StoreKey key, List<DataProductSpec.Writer> writers) {
        Map<String, CredentialChoice> choices = new HashMap<>();
        writers.forEach(writer -> choices.put(writer.name(), choose(backend, product, key, writer)));
        StoreOutcome outcome = backend.provision(wish(product, key, choices));
        if (replaceWrongPasswords(backend, product, key, choices, outcome)) {
            outcome = backend.provision(wish(product, key, choices));
        }
        List<StoreState.WriterState> states = new ArrayList<>();
        for (DataProductSpec.Writer writer : writers) {
            CredentialChoice choice = choices.get(writer.name());
            if (choice != null) {
                states.add(deliver(backend, product, key, writer, choice, outcome));
            }
        }
        return new Provisioned(outcome, states);
    }

    private static StoreWish wish(DataProduct product, StoreKey key, Map<String, CredentialChoice> choices) {
        Map<String, Credential> credentials = new HashMap<>();
        choices.forEach((name, choice) -> credentials.put(name, choice.credential()));
        String name = key.domain() + "/" + key.product();
        Because.Decider decider =
                new Because.Decider("DataProduct", name, product.getMetadata().getGeneration(), List.of());
        Because because = new Because(
                key.product(), key.store(), List.of(decider), List.of(Origins.of("DataProduct", name, product)));
        return new StoreWish(key, credentials, because);
    }

    private CredentialChoice choose(Backend backend, DataProduct product, StoreKey key, DataProductSpec.Writer writer) {
        String secretName = secretName(product, key, writer);
        Optional<Secret> existing = services.secrets().get(namespace(product), secretName);
        if (existing.isPresent() && !Secrets.isOwned(existing.get(), product)) {
            // Nothing can be delivered under this name. The login stays as it is: a program that still has its password
            // must not be cut off because somebody made a Secret.
            return new CredentialChoice(new Credential(passwords.get(), false), CredentialChoice.Origin.OWN);
        }
        LoginState state = backend.login(holder(key, writer.name())).orElse(null);
        if (state == null) {
            return CredentialChoice.first(passwords, asked(product));
        }
        if (rotation(backend).isDue(state, asked(product), backend.now())) {
            return CredentialChoice.other(passwords, state.login(), asked(product));
        }
        return CredentialChoice.of(state, existing.flatMap(StoredCredential::of), List::of, passwords);
    }

    private static @Nullable String asked(DataProduct product) {
        return Rotation.asked(product.getMetadata().getAnnotations());
    }

    private static Rotation rotation(Backend backend) {
        return new Rotation(backend.settings().rotation(), backend.opened());
    }

    private static LoginHolder holder(StoreKey key, String writer) {
        return new LoginHolder.Writer(key, writer);
    }

    /** Tries the passwords that came from Secrets, as often as a resync; whether one of them was not good any more. */
    private boolean replaceWrongPasswords(
            Backend backend,
            DataProduct product,
            StoreKey key,
            Map<String, CredentialChoice> choices,
            StoreOutcome outcome) {
        boolean replaced = false;
        for (var choice : choices.entrySet()) {
            String login = outcome.writers().get(choice.getKey());
            String proof = proof(product, String.valueOf(login));
            boolean kept = choice.getValue().origin() == CredentialChoice.Origin.OWN;
            if (login == null || !kept || !proofs.due(proof, services.clock().instant())) {
                continue;
            }
            if (!backend.logsIn(login, choice.getValue().credential().password())) {
                choice.setValue(afterTheirChange(backend, product, key, choice.getKey(), login));
                replaced = true;
            }
            proofs.tried(proof, services.clock().instant());
        }
        return replaced;
    }

    /** The Secret holds what the store was told, and it does not log in: the writer has set a password of its own. */
    private CredentialChoice afterTheirChange(
            Backend backend, DataProduct product, StoreKey key, String writer, String login) {
        services.events()
                .warning(
                        product,
                        Reason.CREDENTIAL_CHANGED_BY_CONSUMER,
                        "Rotate",
                        "login " + login + " of writer " + writer + " of store " + key.store()
                                + " no longer takes the password in its Secret, so somebody has changed it in the store;"
                                + " the Secret gets another login now");
        return backend.login(holder(key, writer))
                .filter(state -> state.previous() == null)
                .map(state -> CredentialChoice.other(passwords, state.login(), asked(product)))
                .orElseGet(() -> CredentialChoice.fresh(passwords));
    }

    private StoreState.WriterState deliver(
            Backend backend,
            DataProduct product,
            StoreKey key,
            DataProductSpec.Writer writer,
            CredentialChoice choice,
            StoreOutcome outcome) {
        String secretName = secretName(product, key, writer);
        String login = outcome.writers().get(writer.name());
        if (login == null) {
            return failed(
                    key,
                    writer,
                    new StoreFailure(
                            new Refusal(Reason.STORE_REFUSED, "the store made no login for writer " + writer.name()),
                            true));
        }
        LoginHolder holder = holder(key, writer.name());
        boolean handingOver =
                backend.login(holder).filter(LoginState::isHandingOver).isPresent();
        if (handingOver && !backend.logsIn(login, choice.credential().password())) {
            return failed(
                    key,
                    writer,
                    new StoreFailure(
                            new Refusal(
                                    Reason.ROTATION_PENDING,
                                    "the new login of writer " + writer.name()
                                            + " does not log in yet; the one before works on"),
                            true));
        }
        Secrets.Content content = BindingSecret.writer(
                Place.of(backend),
                login,
                choice.credential().password(),
                outcome.dataSchema(),
                outcome.workSchema(),
                key.domain());
        try {
            services.secrets().ensure(product, secretName, content);
            if (handingOver) {
                backend.handedOver(holder);
                log.info(
                        "event=credential-rotated namespace={} product={} writer={} login={}",
                        namespace(product),
                        product.getMetadata().getName(),
                        writer.name(),
                        login);
            }
            return new StoreState.WriterState(
                    new DataProductStatus.Writer(
                            key.store(), writer.name(), secretName, Reason.PROVISIONED_IN_STORE.wireName()),
                    null,
                    untilRotation(backend, product, holder));
        } catch (SecretNameTakenException e) {
            return failed(key, writer, StoreFailure.of(e));
        } catch (KubernetesClientException e) {
            return failed(key, writer, handingOver ? StoreFailure.rotation(secretName, e) : StoreFailure.of(e));
        }
    }

    private static @Nullable Duration untilRotation(Backend backend, DataProduct product, LoginHolder holder) {
        return backend.login(holder)
                .flatMap(state -> rotation(backend).lookAgain(state, asked(product), backend.now()))
                .map(next -> Duration.between(backend.now(), next))
                .orElse(null);
    }

    private static StoreState.WriterState failed(StoreKey key, DataProductSpec.Writer writer, StoreFailure failure) {
        return new StoreState.WriterState(
                new DataProductStatus.Writer(
                        key.store(),
                        writer.name(),
                        null,
                        failure.refusal().reason().wireName()),
                failure,
                null);
    }

    /**
     * Deletes the Secrets of writers that are gone, or that have another one now. A Secret goes only when the new one is
     * there, so that a program finds one or the other.
     */
    void remove(DataProduct product, List<DataProductStatus.Writer> before, List<StoreState.WriterState> now) {
        Map<List<String>, DataProductStatus.Writer> current = new HashMap<>();
        now.forEach(writer ->
                current.put(List.of(writer.status().store(), writer.status().name()), writer.status()));
        Set<String> wanted = wantedNames(product);
        for (DataProductStatus.Writer writer : before) {
            DataProductStatus.Writer successor = current.get(List.of(writer.store(), writer.name()));
            boolean superseded = successor == null || successor.secretName() != null;
            if (writer.secretName() != null && superseded && !wanted.contains(writer.secretName())) {
                services.secrets().delete(product, writer.secretName());
            }
        }
    }

    private static Set<String> wantedNames(DataProduct product) {
        String name = product.getMetadata().getName();
        Set<String> wanted = new HashSet<>();
        if (product.getSpec().lifecycleOrDefault() == Lifecycle.RETIRED) {
            return wanted;
        }
        for (DataProductSpec.Store store : product.getSpec().stores()) {
            store.writers().forEach(writer -> wanted.add(writer.secretNameOrDefault(name, store.name())));
        }
        product.getSpec().inputs().forEach(input -> wanted.add(input.secretNameOrDefault(name)));
        return wanted;
    }

    private static String secretName(DataProduct product, StoreKey key, DataProductSpec.Writer writer) {
        return writer.secretNameOrDefault(product.getMetadata().getName(), key.store());
    }

    private static String namespace(DataProduct product) {
        return product.getMetadata().getNamespace();
    }

    private static String proof(DataProduct product, String login) {
        return product.getMetadata().getUid() + "/" + login;
    }
}
