package dev.roadstead.operator.protection;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.ProtectedStatus;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.contract.change.Dependent;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.Target;
import dev.roadstead.operator.kube.Wakeups;
import dev.roadstead.operator.request.DeclaredColumns;
import dev.roadstead.operator.request.Requested;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Protect, then grant: a grant is made only once everything it rests on says so in its status, written onto exactly the
 * object that was looked at. So whoever removes a version, port, product, domain or StoreClass either came before, and
 * then nothing is granted, or comes after, and is refused by the API server.
 *
 * <p>Every status that can be protected is written through here. Raising and lowering are decided under one lock for each
 * object, and lowering is refused by the API server if anything has happened to the object since: an operator that does not
 * know yet that another one has taken over can't strip what that one protects.
 */
public final class Protection {

    private static final int STRIPES = 256;
    /** Somebody else may be quicker a few times; the next pass tries again. */
    private static final int ATTEMPTS = 4;

    private final KubernetesClient client;
    private final Catalogue catalogue;
    private final StatusWriter statuses;
    private final Wakeups wakeups;
    private final NamespaceShield namespaces;
    private final Shields shields;
    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    /**
     * @param clock tells when a version's consumers have had their time
     */
    public Protection(
            KubernetesClient client, Catalogue catalogue, StatusWriter statuses, Wakeups wakeups, InstantSource clock) {
        this.client = client;
        this.catalogue = catalogue;
        this.statuses = statuses;
        this.wakeups = wakeups;
        this.namespaces = new NamespaceShield(client);
        this.shields = new Shields(catalogue, statuses, clock);
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Makes this the status of the object, with the protection that it needs now. */
    public <S extends ProtectedStatus<S>> void write(CustomResource<?, S> object, S next) {
        locked(object, () -> {
            S before = statuses.current(object);
            S shielded = shields.shielded(object, before, next);
            if (!Shields.lowers(before, shielded)) {
                return statuses.write(object, shielded);
            }
            boolean written = statuses.writeIfUnchanged(object, shielded);
            if (!written) {
                wakeups.wakeSoon(Target.of(object));
            }
            return written;
        });
    }

    /**
     * Does what is done to a Domain's Namespace while nobody changes the Domain's protection.
     *
     * @param claim given who protects the Domain; null if nobody does
     */
    public <R> R namespaceOf(Domain domain, Function<@Nullable String, R> claim) {
        return locked(domain, () -> {
            var before = statuses.current(domain);
            var now = before == null ? null : shields.shielded(domain, before, before);
            return claim.apply(now == null ? null : now.protectedBy());
        });
    }

    /**
     * Sees to it that nothing this grant would rest on can go without somebody being told. Nothing is written if that is so
     * already, nor for a version after its sunset.
     *
     * @param hidden columns the consumer will not see, each alone or with its relation before a dot; what is not here counts as read
     * @param needed columns by which his rows are chosen
     * @return why nothing may be granted now
     */
    public Optional<Refusal> hold(AccessRequest request, Requested requested, Set<String> hidden, Set<String> needed) {
        if (shields.isSunset(requested.port(), requested.version().name())) {
            shields.unclaimed(request);
            return Optional.empty();
        }
        String domain = requested.key().subject().domain();
        Consumer consumer = Consumer.of(request, domain);
        var used = Set.copyOf(DeclaredColumns.of(request, catalogue).columns());
        var claim = new Claim(
                requested.key().port(),
                requested.portNamespace(),
                requested.product().getMetadata().getName(),
                requested.port().getSpec().storeOf(requested.version()),
                requested.className(),
                consumer,
                new Dependent(consumer.who(), hidden, used, needed));
        shields.claim(request, claim);
        boolean own = domain.equals(claim.port().domain());
        boolean itself = own && claim.consumer().name().equals(claim.product());
        // From the outside inwards: whoever sees the port protected may rely on the rest.
        return raise(
                        StoreClass.class,
                        catalogue.storeClass(claim.className()),
                        status -> status.protectedBy() != null,
                        storeClass -> true)
                .or(() -> own ? Optional.empty() : raiseDomain(claim.port().domain()))
                .or(() -> itself
                        ? Optional.empty()
                        : raise(
                                DataProduct.class,
                                catalogue.product(claim.namespace(), claim.product()),
                                status -> status.protectedParts().contains(claim.store()),
                                product -> true))
                .or(() -> raise(
                        OutputPort.class,
                        catalogue.port(claim.namespace(), claim.port().port()),
                        status -> status.protectedParts().contains(claim.port().version()),
                        port -> serves(port, claim.port().version())));
    }

    /** From when on a version may go although somebody reads it; empty while it has no end. */
    public Optional<Instant> sunset(OutputPort port, OutputPortSpec.Version version) {
        return shields.sunset(port, version);
    }

    public Optional<Instant> sunset(Requested requested) {
        return sunset(requested.port(), requested.version());
    }

    /** Who is granted access to a version, as far as a change of its contract concerns him; nobody after its sunset. */
    public List<Dependent> dependents(OutputPort port, String version) {
        return shields.dependents(port, version);
    }

    /** The request was judged, and its own status tells from now on whether it protects anything. */
    public void settled(AccessRequest request) {
        switch (shields.judged(request)) {
            case NOTHING -> {}
            case HELD_CHANGE -> portOf(request).ifPresent(port -> wakeups.wakeSoon(Target.of(port)));
            case PROTECTION -> lookAgain(request);
        }
    }

    /** The request is gone. */
    public void forget(AccessRequest request) {
        shields.forget(request);
        lookAgain(request);
    }

    /** What the request would rest on: nothing in its status will change that could make these look. */
    private void lookAgain(AccessRequest request) {
        catalogue.domain(request.getSpec().portRef().domain()).ifPresent(domain -> wakeups.wakeSoon(Target.of(domain)));
        portOf(request).ifPresent(port -> {
            wakeups.wakeSoon(Target.of(port));
            catalogue
                    .product(port.getMetadata().getNamespace(), port.getSpec().dataProductName())
                    .ifPresent(this::lookAgain);
        });
    }

    private Optional<OutputPort> portOf(AccessRequest request) {
        var ref = request.getSpec().portRef();
        return catalogue
                .domain(ref.domain())
                .flatMap(domain -> catalogue.port(Catalogue.namespaceOf(domain), ref.name()));
    }

    private void lookAgain(DataProduct product) {
        wakeups.wakeSoon(Target.of(product));
        var status = statuses.current(product);
        if (status != null) {
            status.stores().stream()
                    .flatMap(store -> Optional.ofNullable(store.storeClassName()).stream())
                    .forEach(name -> wakeups.wakeSoon(new Target(StoreClass.class, null, name)));
        }
    }

    private Optional<Refusal> raiseDomain(String name) {
        return catalogue
                .domain(name)
                .filter(domain -> !isShielded(domain))
                .flatMap(domain -> locked(
                        domain,
                        () -> namespaces.raise(
                                Catalogue.namespaceOf(domain),
                                String.valueOf(shields.of(domain).text()))))
                .or(() -> raise(
                        Domain.class, catalogue.domain(name), status -> status.protectedBy() != null, domain -> true));
    }

    private boolean isShielded(Domain domain) {
        var status = statuses.current(domain);
        return status != null && status.protectedBy() != null;
    }

    /**
     * Protects one object.
     *
     * @param done whether its status says enough already
     * @param usable whether the object, as it is now, can still be granted
     */
    private <S extends ProtectedStatus<S>, T extends CustomResource<?, S>> Optional<Refusal> raise(
            Class<T> kind, Optional<T> known, Predicate<S> done, Predicate<T> usable) {
        T cached = known.orElse(null);
        if (cached == null) {
            return Optional.of(going(kind, "it"));
        }
        return locked(cached, () -> {
            S current = statuses.current(cached);
            if (current != null && done.test(current) && !cached.isMarkedForDeletion()) {
                return Optional.empty();
            }
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                T fresh = client.resource(cached).get();
                S status = fresh == null ? null : fresh.getStatus();
                if (fresh == null || status == null || fresh.isMarkedForDeletion() || !usable.test(fresh)) {
                    return Optional.of(going(kind, cached.getMetadata().getName()));
                }
                S next = shields.shielded(fresh, status, status);
                if (done.test(status) || statuses.writeOnto(fresh, next)) {
                    return Optional.empty();
                }
            }
            return Optional.of(going(kind, cached.getMetadata().getName()));
        });
    }

    private static boolean serves(OutputPort port, String version) {
        return port.getSpec().versions().stream()
                .filter(OutputPortSpec.Version::servedOrDefault)
                .anyMatch(served -> served.name().equals(version));
    }

    private static Refusal going(Class<?> kind, String name) {
        return new Refusal(
                Reason.PORT_NOT_READY,
                kind.getSimpleName() + " " + name
                        + " is being changed or deleted just now, so nothing is granted on it; it is tried again");
    }

    private <R> R locked(CustomResource<?, ?> object, Supplier<R> action) {
        ReentrantLock lock = locks[Math.floorMod(Target.of(object).hashCode(), STRIPES)];
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
