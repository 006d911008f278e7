package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.VERIFIED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Because;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.LoginState;
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.operator.binding.BindingSecret;
import dev.roadstead.operator.binding.CredentialChoice;
import dev.roadstead.operator.binding.CredentialChoice.Origin;
import dev.roadstead.operator.binding.Place;
import dev.roadstead.operator.binding.Rotation;
import dev.roadstead.operator.binding.StoredCredential;
import dev.roadstead.operator.contract.Fingerprint;
import dev.roadstead.operator.kube.SecretNameTakenException;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.reconcile.LastProofs;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.request.NextStep;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Verdict;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Grants what was approved: credential, grant, proof, Secret, in this order. The Secret comes last, so whoever has one can
 * read.
 */
final class GrantKeeper {

    private static final Logger log = LoggerFactory.getLogger(GrantKeeper.class);
    private static final String HASH_FORM = "roadstead grant 1";
    private static final int HASH_LENGTH = 32;
    private static final String WRONG_PASSWORD = "WrongPassword";

    private final Services services;
    private final Siblings siblings;
    private final SubjectLocks locks;
    private final LastProofs proofs;
    private final Supplier<String> passwords;
    private final Decisions decisions;

    GrantKeeper(
            Services services, Siblings siblings, SubjectLocks locks, LastProofs proofs, Supplier<String> passwords) {
        this.services = services;
        this.siblings = siblings;
        this.locks = locks;
        this.proofs = proofs;
        this.passwords = passwords;
        this.decisions = new Decisions(services.catalogue());
    }

    /** One attempt, with everything it works on. */
    private record Attempt(
            Backend backend,
            AccessRequest request,
            AccessRequestStatus before,
            Requested requested,
            Verdict.Judged judged,
            Decision.Approved decision,
            SecretTarget target,
            Because because,
            @Nullable Secret secret) {

        GrantWish wish(Credential credential) {
            return new GrantWish(
                    requested.key(),
                    judged.contract(),
                    decision.lens(),
                    judged.lease(),
                    decision.notAfter(),
                    false,
                    request.getMetadata().getNamespace() + "/"
                            + request.getMetadata().getName(),
                    NextStep.afterTheEnd(request, requested, decision.policies(), decision.guards()),
                    credential,
                    because);
        }

        /** What is granted and how it is decided: while it stays the same there is nothing new to prove. */
        String hash() {
            return GrantKeeper.hash(judged, decision);
        }

        Optional<StoredCredential> stored() {
            return Optional.ofNullable(secret).flatMap(StoredCredential::of);
        }

        Optional<LoginState> login() {
            return backend.login(requested.key().subject());
        }

        /** The rotation somebody asks for: an identity is its product, or the request itself. */
        @Nullable
        String asked() {
            return Rotation.asked(target.owner().getMetadata().getAnnotations());
        }

        Rotation rotation() {
            return new Rotation(backend.settings().rotation(), backend.opened());
        }
    }

    /** Whether this is just what was granted. */
    boolean isAsGranted(AccessRequestStatus before, Verdict.Judged judged, Decision.Approved decision) {
        AccessRequestStatus.Grant grant = before.grant();
        return grant != null && hash(judged, decision).equals(grant.decisionHash());
    }

    private static String hash(Verdict.Judged judged, Decision.Approved decision) {
        return new Fingerprint(HASH_FORM)
                .add(decision.hash())
                .add(judged.contract().hash())
                .hex()
                .substring(0, HASH_LENGTH);
    }

    Granted keep(
            Backend backend,
            AccessRequest request,
            AccessRequestStatus before,
            Requested requested,
            Verdict.Judged judged,
            Decision.Approved decision,
            SecretTarget target) {
        ReentrantLock lock = locks.of(requested.key().subject());
        lock.lock();
        try {
            Secret secret = services.secrets()
                    .get(request.getMetadata().getNamespace(), target.name())
                    .orElse(null);
            if (secret != null && !Secrets.isOwned(secret, target.owner())) {
                return new Granted.Failed(taken(request, target));
            }
            Because because = decisions.because(request, requested, decision.policies(), decision.guards());
            return grant(new Attempt(backend, request, before, requested, judged, decision, target, because, secret));
        } catch (BackendException e) {
            return new Granted.Failed(StoreFailure.of(e, GRANTED));
        } catch (KubernetesClientException e) {
            return new Granted.Failed(StoreFailure.of(e));
        } finally {
            lock.unlock();
        }
    }

    private Granted grant(Attempt attempt) {
        String successor = successor(attempt).orElse(null);
        if (successor != null && attempt.login().isPresent() && isVerified(attempt.before())) {
            GrantOutcome outcome = attempt.backend().grant(attempt.wish(new Credential(passwords.get(), false)));
            return new Granted.PassedOn(outcome, attempt.hash(), successor);
        }
        CredentialChoice choice = choose(attempt);
        GrantOutcome outcome = attempt.backend().grant(attempt.wish(choice.credential()));
        if (wasProven(attempt, choice, outcome) && !isDue(attempt)) {
            return deliver(attempt, choice, outcome, null);
        }
        return prove(attempt, choice, outcome);
    }

    private CredentialChoice choose(Attempt attempt) {
        LoginState state = attempt.login().orElse(null);
        if (state == null) {
            return CredentialChoice.first(passwords, attempt.asked());
        }
        if (attempt.rotation().isDue(state, attempt.asked(), attempt.backend().now())) {
            return CredentialChoice.other(passwords, state.login(), attempt.asked());
        }
        CredentialChoice choice = CredentialChoice.of(
                state, attempt.stored(), () -> siblings.credentials(attempt.request(), attempt.target()), passwords);
        // An input that comes back: no Secret tells its password any more, but programs may still use it.
        boolean isInUse = choice.origin() == Origin.NEW
                && isVerified(attempt.before())
                && attempt.before().binding() == null;
        return isInUse && state.previous() == null
                ? CredentialChoice.other(passwords, state.login(), attempt.asked())
                : choice;
    }

    private Granted prove(Attempt attempt, CredentialChoice choice, GrantOutcome first) {
        CredentialChoice tried = choice;
        GrantOutcome outcome = first;
        Proof proof = verify(attempt, tried);
        if (proof.reason().equals(WRONG_PASSWORD) && stands(attempt)) {
            tried = afterTheirChange(attempt, outcome.login());
            outcome = attempt.backend().grant(attempt.wish(tried.credential()));
            proof = verify(attempt, tried);
        }
        if (tried.origin() == Origin.NEW && !isHandingOver(attempt)) {
            // The password before is dead, whatever the proof says of the new one.
            handOut(attempt, tried);
        }
        if (proof.reason().equals(Proof.TOO_MANY_CONNECTIONS) && wasProven(attempt, tried, outcome)) {
            // A busy consumer is no reason to doubt what was seen before; the next resync tries again.
            proofs.tried(
                    attempt.request().getMetadata().getUid(), services.clock().instant());
            return deliver(attempt, tried, outcome, null);
        }
        if (!proof.ok()) {
            return new Granted.Unverified(
                    outcome,
                    attempt.hash(),
                    new StoreFailure(new Refusal(Reason.ofStore(proof.reason(), VERIFIED), proof.message()), true));
        }
        proofs.tried(attempt.request().getMetadata().getUid(), services.clock().instant());
        return deliver(attempt, tried, outcome, proof.message());
    }

    /** A login after its end is answered like one with a wrong password. */
    private static boolean stands(Attempt attempt) {
        Instant end = attempt.decision().notAfter();
        return end == null || attempt.backend().now().isBefore(end);
    }

    /** The Secret holds what the store was told, and it does not log in: the consumer has set a password of its own. */
    private CredentialChoice afterTheirChange(Attempt attempt, String login) {
        services.events()
                .warning(
                        attempt.request(),
                        Reason.CREDENTIAL_CHANGED_BY_CONSUMER,
                        "Rotate",
                        "login " + login + " no longer takes the password in Secret "
                                + attempt.target().name() + ", so somebody has changed it in the store; the Secret gets"
                                + " another login now");
        return attempt.login()
                .filter(state -> state.previous() == null)
                .map(state -> CredentialChoice.other(passwords, state.login(), attempt.asked()))
                .orElseGet(() -> CredentialChoice.fresh(passwords));
    }

    private static boolean isHandingOver(Attempt attempt) {
        return attempt.login().filter(LoginState::isHandingOver).isPresent();
    }

    private Optional<StoreFailure> handOut(Attempt attempt, CredentialChoice choice) {
        return attempt.login()
                .flatMap(state -> siblings.handOut(
                        attempt.request(),
                        attempt.target(),
                        isAnothers(attempt),
                        state,
                        choice.credential().password()));
    }

    private static Proof verify(Attempt attempt, CredentialChoice choice) {
        try {
            return attempt.backend()
                    .verify(attempt.requested().key(), choice.credential().password());
        } catch (BackendException e) {
            return new Proof(false, e.reason(), String.valueOf(e.getMessage()));
        }
    }

    private boolean isDue(Attempt attempt) {
        return proofs.due(
                attempt.request().getMetadata().getUid(), services.clock().instant());
    }

    /** Whether an earlier proof was about just this: same grant, same address, same credential. */
    private boolean wasProven(Attempt attempt, CredentialChoice choice, GrantOutcome outcome) {
        AccessRequestStatus.Grant earlier = attempt.before().grant();
        return earlier != null
                && isVerified(attempt.before())
                && attempt.hash().equals(earlier.decisionHash())
                && outcome.schema().equals(earlier.schema())
                && outcome.login().equals(earlier.login())
                && choice.origin() == Origin.OWN
                && attempt.secret() != null
                && isIntact(attempt, choice, outcome);
    }

    private static boolean isVerified(AccessRequestStatus before) {
        Condition verified = before.condition(VERIFIED.wireName());
        return verified != null && Condition.TRUE.equals(verified.status());
    }

    private boolean isIntact(Attempt attempt, CredentialChoice choice, GrantOutcome outcome) {
        return attempt.secret() != null
                && (BindingSecret.holds(attempt.secret(), content(attempt, choice, outcome)) || isAnothers(attempt));
    }

    private static boolean isAnothers(Attempt attempt) {
        return successor(attempt).isPresent();
    }

    /** An input's Secret may have passed to the request of its new form already. */
    private static Optional<String> successor(Attempt attempt) {
        return attempt.target().exclusive()
                ? Optional.empty()
                : Optional.ofNullable(attempt.secret())
                        .map(BindingSecret::writtenFor)
                        .filter(name ->
                                !name.equals(attempt.request().getMetadata().getName()));
    }

    private Granted deliver(Attempt attempt, CredentialChoice choice, GrantOutcome outcome, @Nullable String proof) {
        String hash = attempt.hash();
        StoreFailure unwritten = null;
        try {
            if (!isAnothers(attempt)) {
                services.secrets()
                        .ensure(attempt.target().owner(), attempt.target().name(), content(attempt, choice, outcome));
            }
        } catch (SecretNameTakenException e) {
            return new Granted.Undelivered(outcome, hash, StoreFailure.of(e));
        } catch (KubernetesClientException e) {
            if (!holdsFormerLogin(attempt)) {
                return new Granted.Undelivered(outcome, hash, StoreFailure.of(e));
            }
            unwritten = StoreFailure.rotation(attempt.target().name(), e);
        }
        StoreFailure rotation = isHandingOver(attempt) ? handOver(attempt, choice, unwritten) : unwritten;
        Instant next = attempt.login()
                .flatMap(state -> attempt.rotation()
                        .lookAgain(state, attempt.asked(), attempt.backend().now()))
                .orElse(null);
        return new Granted.Verified(outcome, hash, proof, attempt.target().name(), rotation, next);
    }

    /** What the Secret holds works on, although it is not the newest. */
    private static boolean holdsFormerLogin(Attempt attempt) {
        String former = attempt.login()
                .filter(LoginState::isHandingOver)
                .map(LoginState::previous)
                .orElse(null);
        return attempt.stored()
                .filter(stored -> stored.username().equals(former))
                .isPresent();
    }

    /** The old login gets its end once every Secret holds the new one, and not before. */
    private @Nullable StoreFailure handOver(
            Attempt attempt, CredentialChoice choice, @Nullable StoreFailure unwritten) {
        StoreFailure failure = handOut(attempt, choice).orElse(unwritten);
        if (failure == null) {
            attempt.backend().handedOver(attempt.requested().key().subject());
            log.info(
                    "event=credential-rotated namespace={} request={} login={}",
                    attempt.request().getMetadata().getNamespace(),
                    attempt.request().getMetadata().getName(),
                    attempt.login().map(LoginState::login).orElse(""));
        }
        siblings.wake(attempt.request());
        return failure;
    }

    private static Secrets.Content content(Attempt attempt, CredentialChoice choice, GrantOutcome outcome) {
        var port = attempt.requested().key().port();
        return BindingSecret.consumer(
                Place.of(attempt.backend()),
                outcome.login(),
                choice.credential().password(),
                outcome.schema(),
                outcome.relations(),
                new BindingSecret.PortAddress(port.domain(), port.port(), port.version()),
                attempt.request().getMetadata().getName(),
                outcome.notAfter());
    }

    private static StoreFailure taken(AccessRequest request, SecretTarget target) {
        return new StoreFailure(
                new Refusal(
                        Reason.SECRET_NAME_TAKEN,
                        "Secret " + target.name() + " in namespace "
                                + request.getMetadata().getNamespace()
                                + " exists and was not made for this request, so it was left alone; delete it if nothing"
                                + " needs it, or ask with another secretName"),
                true);
    }
}
