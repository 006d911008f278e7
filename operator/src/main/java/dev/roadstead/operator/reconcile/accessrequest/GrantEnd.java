package dev.roadstead.operator.reconcile.accessrequest;

import static dev.roadstead.operator.status.ConditionType.GRANTED;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.operator.access.Decision;
import dev.roadstead.operator.access.Lens;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendRegistry.Slot;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantOutcome;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.binding.BindingSecret;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.reconcile.StoreBinding;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.request.NextStep;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.request.Verdict;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ends grants: in the store first, then the Secret. Nothing is reported as ended before the store has said so. */
final class GrantEnd {

    private final Services services;
    private final StoreBinding binding;
    private final SubjectLocks locks;
    private final Supplier<String> passwords;
    private final Decisions decisions;

    GrantEnd(Services services, SubjectLocks locks, Supplier<String> passwords) {
        this.services = services;
        this.binding = new StoreBinding(services.catalogue(), services.backends());
        this.locks = locks;
        this.passwords = passwords;
        this.decisions = new Decisions(services.catalogue());
    }

    /**
     * Takes a grant away, wherever it is. A store that can't be asked matters only if the grant may lie there.
     *
     * @param className where it lies, and no other store has to be waited for; null if that can't be told
     * @param wasGranted whether there was a grant, as far as anybody knows
     * @return what stands in the way, if anything
     */
    Optional<StoreFailure> release(GrantKey key, @Nullable String className, boolean wasGranted) {
        boolean found = false;
        StoreFailure failure = null;
        StoreFailure silent = null;
        // Every store is asked before the first failure counts: one that is down keeps no grant alive in another.
        for (Map.Entry<String, Slot> site : binding.sites(null).entrySet()) {
            switch (site.getValue()) {
                case Slot.Open(Backend backend) -> {
                    found |= backend.holds(key);
                    failure = release(backend, key, site.getKey()).orElse(failure);
                }
                case Slot.Closed(Reason reason, String message) -> {
                    if (className == null || className.equals(site.getKey())) {
                        silent = pending(site.getKey(), message);
                    }
                }
            }
        }
        if (failure != null) {
            return Optional.of(failure);
        }
        // A grant lies in one store only: where it was found, no other has to be waited for.
        return found || !wasGranted ? Optional.empty() : Optional.ofNullable(silent);
    }

    /** Whether a store that might hold the grant can't be asked now, so that it is worth looking again soon. */
    boolean isUncertain(@Nullable String className) {
        return binding.sites(className).values().stream().anyMatch(Slot.Closed.class::isInstance);
    }

    private Optional<StoreFailure> release(Backend backend, GrantKey key, String className) {
        if (!backend.holds(key)) {
            return Optional.empty();
        }
        ReentrantLock lock = locks.of(key.subject());
        lock.lock();
        try {
            backend.release(key);
            return Optional.empty();
        } catch (BackendException e) {
            return Optional.of(pending(className, String.valueOf(e.getMessage())));
        } finally {
            lock.unlock();
        }
    }

    /** What is left of a grant whose time is over: its outcome if its address stays, nothing if it was never granted. */
    record Expiry(@Nullable GrantOutcome left, @Nullable StoreFailure failure) {}

    /** Ends a lease: the address stays, so that programs get the reason instead of "no such schema". */
    Expiry expire(
            Backend backend,
            AccessRequest request,
            Requested requested,
            Verdict.Judged judged,
            Decision.Expired expired,
            Optional<Lens> lens) {
        GrantKey key = requested.key();
        if (!backend.holds(key)) {
            return new Expiry(null, null);
        }
        if (lens.isEmpty()) {
            return new Expiry(null, release(backend, key, requested.className()).orElse(null));
        }
        ReentrantLock lock = locks.of(key.subject());
        lock.lock();
        try {
            return new Expiry(
                    backend.grant(new GrantWish(
                            key,
                            judged.contract(),
                            lens.get(),
                            judged.lease(),
                            expired.endTime(),
                            true,
                            request.getMetadata().getNamespace() + "/"
                                    + request.getMetadata().getName(),
                            NextStep.afterTheEnd(request, requested, expired.policies(), expired.guards()),
                            new Credential(passwords.get(), false),
                            decisions.because(request, requested, expired.policies(), expired.guards()))),
                    null);
        } catch (BackendException e) {
            return new Expiry(null, StoreFailure.of(e, GRANTED));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Deletes the Secrets that were written for this request, and no other. Where the namespace's Domain has gone or does not hold it,
     * our rights there may have gone, too; the Secret is then deleted together with its owner, and its login has ended.
     */
    void deleteSecrets(AccessRequest request, AccessRequestStatus before) {
        var names = new TreeSet<String>();
        if (before.binding() != null) {
            names.add(before.binding().name());
        }
        names.add(request.getSpec().secretNameOrDefault(request.getMetadata().getName()));
        try {
            names.forEach(name -> deleteSecret(request, name));
        } catch (KubernetesClientException e) {
            boolean mayLackRights = request.isMarkedForDeletion()
                    || services.catalogue()
                            .domainOf(request.getMetadata().getNamespace())
                            .isEmpty();
            if (!mayLackRights || e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
        }
    }

    /** Deletes one Secret if it was written for this request. */
    void deleteSecret(AccessRequest request, String name) {
        HasMetadata owner = SecretTarget.ownerOf(request);
        boolean ours = request.getSpec().consumer() == null
                || services.secrets()
                        .getOwned(owner, name)
                        .filter(secret -> request.getMetadata().getName().equals(BindingSecret.writtenFor(secret)))
                        .isPresent();
        if (ours) {
            services.secrets().delete(owner, name);
        }
    }

    private static StoreFailure pending(String className, String message) {
        return new StoreFailure(
                new Refusal(
                        Reason.REVOKE_PENDING,
                        "the access is no longer allowed, but StoreClass " + className
                                + " can't be told now, so it may still work; it is ended as soon as the store answers: "
                                + message),
                true);
    }
}
