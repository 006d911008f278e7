package dev.roadstead.operator.protection;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.ProtectedStatus;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.contract.change.Dependent;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.Target;
import dev.roadstead.operator.request.DeclaredColumns;
import dev.roadstead.operator.request.RowColumns;
import dev.roadstead.operator.requirement.Sunset;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who rests on which object: the requests that are granted, and those that are just being granted. Answered from memory.
 * An object's own people don't protect it: a domain's products go with the domain, and what a product reads of its own
 * goes with the product.
 */
final class Shields {

    private final Catalogue catalogue;
    private final StatusWriter statuses;
    private final InstantSource clock;
    private final SunsetNotices notices;
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    private final Set<String> judged = ConcurrentHashMap.newKeySet();
    private final Unseen unseen = new Unseen();

    Shields(Catalogue catalogue, StatusWriter statuses, InstantSource clock) {
        this.catalogue = catalogue;
        this.statuses = statuses;
        this.clock = clock;
        this.notices = new SunsetNotices(catalogue, clock);
    }

    void claim(AccessRequest request, Claim claim) {
        claims.merge(request.getMetadata().getUid(), claim, (former, next) -> next.after(former));
    }

    /** It protects nothing, so nothing is noted of what it is about to see. */
    void unclaimed(AccessRequest request) {
        unseen.forget(request.getMetadata().getUid());
    }

    /** What may stand for the sake of a request that was not judged yet, and need not. */
    enum Excess {
        NOTHING,
        /** The port may hold back a change that the request, as it came out, can't be hit by. */
        HELD_CHANGE,
        /** Something may be protected. */
        PROTECTION
    }

    /** From now on the request's status tells whether it protects anything, and what it sees. */
    Excess judged(AccessRequest request) {
        String uid = request.getMetadata().getUid();
        Claim claim = claims.remove(uid);
        boolean first = judged.add(uid);
        boolean otherwiseUnseen = claim != null
                && unseen.granted(uid, lens(request), claim.reader().hidden());
        Dependent reader = reader(request).orElse(null);
        if (reader == null) {
            unseen.forget(uid);
            return claim != null || first ? Excess.PROTECTION : Excess.NOTHING;
        }
        boolean otherwise =
                otherwiseUnseen || (claim != null && claim.judgedBy().stream().anyMatch(by -> !by.equals(reader)));
        return otherwise ? Excess.HELD_CHANGE : Excess.NOTHING;
    }

    void forget(AccessRequest request) {
        claims.remove(request.getMetadata().getUid());
        judged.remove(request.getMetadata().getUid());
        unseen.forget(request.getMetadata().getUid());
    }

    private AccessRequestStatus.@Nullable Lens lens(AccessRequest request) {
        AccessRequestStatus status = statuses.current(request);
        return status == null ? null : status.lens();
    }

    /**
     * Whether a request on this object was not judged since this operator started. What stands then may have been protected by
     * an operator that died over the grant, so it stays until that is known.
     */
    boolean isUndecided(CustomResource<?, ?> object) {
        return requestsOn(object)
                .anyMatch(request -> !request.isMarkedForDeletion()
                        && !judged.contains(request.getMetadata().getUid()));
    }

    private Stream<AccessRequest> requestsOn(CustomResource<?, ?> object) {
        return switch (object) {
            case OutputPort port -> catalogue.requestsOn(port);
            case DataProduct product ->
                catalogue
                        .portsOfProduct(
                                product.getMetadata().getNamespace(),
                                product.getMetadata().getName())
                        .stream()
                        .flatMap(this::requestsOn);
            case Domain domain ->
                catalogue.requestsForDomain(domain.getMetadata().getName()).stream();
            case StoreClass storeClass ->
                catalogue.productsOfStoreClass(storeClass.getMetadata().getName()).stream()
                        .flatMap(this::requestsOn);
            default -> Stream.empty();
        };
    }

    Shield of(CustomResource<?, ?> object) {
        return switch (object) {
            case OutputPort port -> Shield.ofPort(consumers(port), ends(port));
            case DataProduct product -> of(product);
            case Domain domain -> of(domain);
            case StoreClass storeClass -> of(storeClass);
            default -> Shield.NONE;
        };
    }

    private Set<Consumer> consumers(OutputPort port) {
        String namespace = port.getMetadata().getNamespace();
        String name = port.getMetadata().getName();
        var consumers = new TreeSet<Consumer>();
        // Claims first: the status of a request whose claim is gone by then tells already.
        claims(claim -> claim.isOn(namespace, name)).map(Claim::consumer).forEach(consumers::add);
        catalogue.requestsOn(port).flatMap(request -> live(request).stream()).forEach(consumers::add);
        consumers.removeIf(consumer -> isSunset(port, consumer.version()));
        return consumers;
    }

    private Map<String, Instant> ends(OutputPort port) {
        var ends = new HashMap<String, Instant>();
        port.getSpec()
                .versions()
                .forEach(version -> sunset(port, version)
                        .ifPresent(end -> ends.put(version.name(), end.truncatedTo(ChronoUnit.SECONDS))));
        return ends;
    }

    private Shield of(DataProduct product) {
        String namespace = product.getMetadata().getNamespace();
        String name = product.getMetadata().getName();
        var uses = new ArrayList<String>();
        var stores = new HashSet<String>();
        for (OutputPort port : catalogue.portsOfProduct(namespace, name)) {
            Collection<Consumer> others = consumers(port).stream()
                    .filter(consumer -> !isOwn(product, consumer))
                    .toList();
            if (!others.isEmpty()) {
                uses.add(Shield.use(port.getMetadata().getName(), others));
                others.forEach(consumer -> stores.add(port.getSpec().storeOf(consumer.version())));
            }
        }
        return Shield.of(uses, stores);
    }

    private boolean isOwn(DataProduct product, Consumer consumer) {
        return consumer.name().equals(product.getMetadata().getName())
                && catalogue.claimantsOf(product.getMetadata().getNamespace()).stream()
                        .anyMatch(domain -> domain.getMetadata().getName().equals(consumer.domain()));
    }

    private Shield of(Domain domain) {
        String name = domain.getMetadata().getName();
        var byPort = new TreeMap<String, Set<Consumer>>();
        claims(claim -> claim.port().domain().equals(name))
                .forEach(claim -> byPort.computeIfAbsent(claim.port().port(), port -> new TreeSet<>())
                        .add(claim.consumer()));
        catalogue
                .requestsForDomain(name)
                .forEach(request -> live(request)
                        .ifPresent(consumer -> byPort.computeIfAbsent(
                                        request.getSpec().portRef().name(), port -> new TreeSet<>())
                                .add(consumer)));
        List<String> uses = new ArrayList<>();
        byPort.forEach((port, consumers) -> {
            consumers.removeIf(consumer -> consumer.domain().equals(name)
                    || catalogue
                            .port(Catalogue.namespaceOf(domain), port)
                            .filter(known -> isSunset(known, consumer.version()))
                            .isPresent());
            if (!consumers.isEmpty()) {
                uses.add(Shield.use(port, consumers));
            }
        });
        return Shield.of(uses, Set.of());
    }

    /**
     * By what the products say of themselves, and by the requests of those few that are named: walking every request each time
     * would cost with what did not change.
     */
    private Shield of(StoreClass storeClass) {
        String name = storeClass.getMetadata().getName();
        Stream<Target> products = catalogue.productsOfStoreClass(name).stream()
                .filter(product -> protectedIn(product, name))
                .map(Target::of);
        Stream<Target> claimed = claims(claim -> claim.className().equals(name))
                .map(claim -> new Target(DataProduct.class, claim.namespace(), claim.product()));
        return Shield.of(
                Stream.concat(products, claimed)
                        .distinct()
                        .sorted(Comparator.comparing(Shields::address))
                        .limit(Shield.NAMED + 1L)
                        .flatMap(product -> uses(product, name).stream())
                        .toList(),
                Set.of());
    }

    private static String address(Target product) {
        return product.namespace() + "/" + product.name();
    }

    /** Who reads the ports of a product that lie in a class. */
    private List<String> uses(Target product, String className) {
        DataProduct known = catalogue
                .product(String.valueOf(product.namespace()), product.name())
                .orElse(null);
        Set<String> stores = known == null ? Set.of() : storesIn(known, className);
        List<String> uses = known == null
                ? List.of()
                : catalogue.portsOfProduct(known.getMetadata().getNamespace(), product.name()).stream()
                        .flatMap(port -> use(known, port, stores).stream())
                        .toList();
        // Just now its last consumer left, or nobody but itself reads it; the next look tells.
        return uses.isEmpty() ? List.of("ports of " + address(product)) : uses;
    }

    private Optional<String> use(DataProduct product, OutputPort port, Set<String> stores) {
        List<Consumer> others = consumers(port).stream()
                .filter(consumer -> !isOwn(product, consumer)
                        && stores.contains(port.getSpec().storeOf(consumer.version())))
                .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(Shield.use(
                        port.getMetadata().getNamespace() + "/"
                                + port.getMetadata().getName(),
                        others));
    }

    private Set<String> storesIn(DataProduct product, String className) {
        var status = statuses.current(product);
        return status == null
                ? Set.of()
                : status.stores().stream()
                        .filter(store -> className.equals(store.storeClassName()))
                        .map(DataProductStatus.Store::name)
                        .collect(Collectors.toSet());
    }

    private boolean protectedIn(DataProduct product, String className) {
        var status = statuses.current(product);
        return status != null
                && status.stores().stream()
                        .anyMatch(store -> className.equals(store.storeClassName())
                                && status.protectedParts().contains(store.name()));
    }

    /**
     * Who would be hit by a change of a version. Whoever is just being granted access counts, by what he is about to see, and so
     * does a request that may have been granted before this operator started: nobody knows yet what it can't see. An end that comes in
     * the same change excuses nothing.
     */
    List<Dependent> dependents(OutputPort port, String version) {
        if (isSunset(port, version) && Sunset.isTold(statuses.current(port), port, version)) {
            return List.of();
        }
        String namespace = port.getMetadata().getNamespace();
        var dependents = new ArrayList<Dependent>();
        judgedBy(claim -> claim.isOn(namespace, port.getMetadata().getName())
                        && claim.port().version().equals(version))
                .forEach(claim -> dependents.add(claim.reader()));
        requestsOn(port)
                .filter(request -> request.getSpec().portRef().version().equals(version))
                .forEach(request -> dependent(port, request)
                        .filter(known -> !dependents.contains(known))
                        .ifPresent(dependents::add));
        return dependents;
    }

    /** To be asked before statuses are: a claim that is gone by then left one that tells. Whoever settles one of these sees the mark. */
    private Stream<Claim> judgedBy(Predicate<Claim> which) {
        return claims.keySet().stream()
                .flatMap(uid -> Stream.ofNullable(
                        claims.computeIfPresent(uid, (key, claim) -> which.test(claim) ? claim.judged() : claim)))
                .filter(which);
    }

    /** The consumer who is granted access by this request, as its status tells. */
    private Optional<Dependent> reader(AccessRequest request) {
        Optional<AccessRequestStatus> status = Optional.ofNullable(statuses.current(request));
        return Consumer.of(request, status)
                .map(consumer -> new Dependent(
                        consumer.who(),
                        status.flatMap(known -> Optional.ofNullable(known.lens()))
                                .map(lens -> unseen.of(request.getMetadata().getUid(), lens))
                                .orElse(Set.of()),
                        Set.copyOf(declared(request).columns()),
                        RowColumns.of(catalogue, request, status)));
    }

    private Optional<Dependent> dependent(OutputPort port, AccessRequest request) {
        Optional<Dependent> reader = reader(request);
        if (reader.isPresent()) {
            return reader;
        }
        boolean mayBe = !request.isMarkedForDeletion()
                && !judged.contains(request.getMetadata().getUid())
                && isProtected(port, request.getSpec().portRef().version());
        return mayBe
                ? Optional.of(new Dependent(
                        request.getMetadata().getNamespace() + "/"
                                + request.getMetadata().getName(),
                        Set.of(),
                        Set.copyOf(declared(request).columns()),
                        RowColumns.of(catalogue, request, Optional.ofNullable(statuses.current(request)))))
                : Optional.empty();
    }

    private DeclaredColumns declared(AccessRequest request) {
        return DeclaredColumns.of(request, catalogue);
    }

    private boolean isProtected(OutputPort port, String version) {
        var status = statuses.current(port);
        return status != null && status.protectedParts().contains(version);
    }

    /** From then on a version goes although somebody reads it: he was told in time. */
    boolean isSunset(OutputPort port, String version) {
        return port.getSpec().versions().stream()
                .filter(known -> known.name().equals(version) && known.isSunset(clock.instant()))
                .flatMap(known -> sunset(port, known).stream())
                .anyMatch(end -> !clock.instant().isBefore(end));
    }

    /** From when on this is so; empty while the version has no end. */
    Optional<Instant> sunset(OutputPort port, OutputPortSpec.Version version) {
        return notices.end(port, statuses.current(port), version);
    }

    private Optional<Consumer> live(AccessRequest request) {
        return Consumer.of(request, Optional.ofNullable(statuses.current(request)));
    }

    private Stream<Claim> claims(Predicate<Claim> which) {
        return claims.values().stream().filter(which);
    }

    /** The same status with the shield that stands now. */
    <S extends ProtectedStatus<S>> S shielded(CustomResource<?, S> object, S status) {
        Shield shield = of(object);
        return status.withProtection(shield.text(), shield.parts());
    }

    /** The same status with the shield that stands now, and what stood before and can't be judged yet. */
    <S extends ProtectedStatus<S>> S shielded(CustomResource<?, S> object, @Nullable S before, S status) {
        S shielded = shielded(object, status);
        if (before == null || !lowers(before, shielded) || !isUndecided(object)) {
            return shielded;
        }
        var parts = new HashSet<>(shielded.protectedParts());
        parts.addAll(before.protectedParts());
        return status.withProtection(
                shielded.protectedBy() == null ? before.protectedBy() : shielded.protectedBy(), parts);
    }

    static <S extends ProtectedStatus<S>> boolean lowers(@Nullable S before, S next) {
        return before != null
                && ((before.protectedBy() != null && next.protectedBy() == null)
                        || !next.protectedParts().containsAll(before.protectedParts()));
    }
}
