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
import dev.roadstead.operator.backend.Proof;
import dev.roadstead.operator.binding.BindingSecret;
import dev.roadstead.operator.binding.CredentialChoice;
import dev.roadstead.operator.binding.CredentialChoice.Origin;
import dev.roadstead.operator.binding.Place;
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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Grants what was approved: credential, grant, proof, Secret, in this order. The Secret comes last, so whoever has one can
 * read.
 */
final class GrantKeeper {

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
                    NextStep.afterTheEnd(request, requested, decision.policies()),
                    credential,
                    because);
        }

        /** What is granted and how it is decided: while it stays the same there is nothing new to prove. */
        String hash() {
            return new Fingerprint(HASH_FORM)
                    .add(decision.hash())
                    .add(judged.contract().hash())
                    .hex()
                    .substring(0, HASH_LENGTH);
        }

        Optional<StoredCredential> stored() {
            String login = before.grant() == null ? null : before.grant().login();
            return Optional.ofNullable(secret)
                    .flatMap(StoredCredential::of)
                    .filter(credential -> credential.isFor(Place.of(backend), login));
        }
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
            Because because = decisions.because(request, requested, decision.policies());
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
        Place place = Place.of(attempt.backend());
        CredentialChoice choice = CredentialChoice.of(
                attempt.stored(),
                attempt.stored().isPresent()
                        ? List.of()
                        : siblings.credentials(attempt.request(), attempt.target(), place),
                sibling -> attempt.backend().logsIn(sibling.username(), sibling.password()),
                passwords);
        GrantOutcome outcome = attempt.backend().grant(attempt.wish(choice.credential()));
        if (wasProven(attempt, choice, outcome) && !isDue(attempt)) {
            return deliver(attempt, choice, outcome, null);
        }
        return prove(attempt, choice, outcome);
    }

    private Granted prove(Attempt attempt, CredentialChoice choice, GrantOutcome outcome) {
        CredentialChoice tried = choice;
        Proof proof = verify(attempt, tried);
        if (!proof.ok() && proof.reason().equals(WRONG_PASSWORD)) {
            // Somebody changed the Secret, or a password was set and the operator ended before it could write it down.
            tried = CredentialChoice.fresh(passwords);
            outcome = attempt.backend().grant(attempt.wish(tried.credential()));
            proof = verify(attempt, tried);
        }
        if (tried.origin() == Origin.NEW) {
            siblings.rewrite(
                    attempt.request(),
                    attempt.target(),
                    outcome.login(),
                    tried.credential().password());
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
        Condition verified = attempt.before().condition(VERIFIED.wireName());
        return earlier != null
                && verified != null
                && Condition.TRUE.equals(verified.status())
                && attempt.hash().equals(earlier.decisionHash())
                && outcome.schema().equals(earlier.schema())
                && outcome.login().equals(earlier.login())
                && choice.origin() == Origin.OWN
                && attempt.secret() != null
                && isIntact(attempt, choice, outcome);
    }

    private boolean isIntact(Attempt attempt, CredentialChoice choice, GrantOutcome outcome) {
        return attempt.secret() != null
                && (BindingSecret.holds(attempt.secret(), content(attempt, choice, outcome)) || isAnothers(attempt));
    }

    /** An input's Secret may have passed to the request of its new form already. */
    private static boolean isAnothers(Attempt attempt) {
        if (attempt.target().exclusive() || attempt.secret() == null) {
            return false;
        }
        String writtenFor = BindingSecret.writtenFor(attempt.secret());
        return writtenFor != null
                && !Objects.equals(writtenFor, attempt.request().getMetadata().getName());
    }

    private Granted deliver(Attempt attempt, CredentialChoice choice, GrantOutcome outcome, @Nullable String proof) {
        String hash = attempt.hash();
        if (isAnothers(attempt)) {
            return new Granted.Verified(outcome, hash, proof, attempt.target().name());
        }
        try {
            services.secrets()
                    .ensure(attempt.target().owner(), attempt.target().name(), content(attempt, choice, outcome));
            return new Granted.Verified(outcome, hash, proof, attempt.target().name());
        } catch (SecretNameTakenException e) {
            return new Granted.Undelivered(outcome, hash, StoreFailure.of(e));
        } catch (KubernetesClientException e) {
            return new Granted.Undelivered(outcome, hash, StoreFailure.of(e));
        }
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
