package dev.roadstead.operator.backend;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.status.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open backends by StoreClass, or why a class has none. The reconciler of StoreClasses fills it; all others ask it.
 */
public final class BackendRegistry implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BackendRegistry.class);

    /** What a class has to offer now. */
    public sealed interface Slot {

        /** It works. */
        record Open(Backend backend) implements Slot {}

        /** It does not; reason and message are for the condition of whoever needs it. */
        record Closed(Reason reason, String message) implements Slot {}
    }

    /** Which class holds, or will hold, a store. */
    public sealed interface Choice {

        record Chosen(StoreClass storeClass) implements Choice {

            public String name() {
                return storeClass.getMetadata().getName();
            }
        }

        /** None; reason and message are for the condition of the product. */
        record Refused(Reason reason, String message) implements Choice {}
    }

    private final Catalogue catalogue;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public BackendRegistry(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** What a class has to offer now; Closed also for a class nobody has looked at yet. */
    public Slot slot(String storeClassName) {
        return slots.getOrDefault(
                storeClassName,
                new Slot.Closed(
                        Reason.PENDING,
                        "StoreClass " + storeClassName + " has not been connected yet; it is tried again by itself"));
    }

    public Optional<Backend> backend(String storeClassName) {
        return slot(storeClassName) instanceof Slot.Open(Backend backend) ? Optional.of(backend) : Optional.empty();
    }

    /**
     * The backend of a class.
     *
     * @throws BackendException retryable, with reason {@code StoreClassNotReady}, if it has none now
     */
    public Backend require(String storeClassName) {
        return switch (slot(storeClassName)) {
            case Slot.Open(Backend backend) -> backend;
            case Slot.Closed(Reason reason, String message) -> throw notReady(storeClassName, reason, message);
        };
    }

    /** The class named, or the default one, if the Domain may use it. */
    public Choice choose(@Nullable String storeClassName, Domain domain) {
        return storeClassName == null ? chooseDefault(domain) : chooseNamed(storeClassName, domain);
    }

    private Choice chooseNamed(String name, Domain domain) {
        StoreClass storeClass = catalogue.storeClass(name).orElse(null);
        if (storeClass == null) {
            return new Choice.Refused(
                    Reason.STORE_CLASS_NOT_FOUND,
                    "there is no StoreClass " + name + "; correct storeClassName, or ask the platform team for it");
        }
        if (!offered(storeClass, domain)) {
            return new Choice.Refused(
                    Reason.STORE_CLASS_NOT_ALLOWED,
                    "StoreClass " + name + " is not offered to domain "
                            + domain.getMetadata().getName() + "; choose another one, or ask the platform team");
        }
        return new Choice.Chosen(storeClass);
    }

    private Choice chooseDefault(Domain domain) {
        List<StoreClass> defaults = catalogue
                .storeClasses()
                .filter(storeClass -> storeClass.getSpec().defaultClassOrDefault())
                .filter(storeClass -> !storeClass.isMarkedForDeletion())
                .filter(storeClass -> offered(storeClass, domain))
                .toList();
        return switch (defaults.size()) {
            case 0 ->
                new Choice.Refused(
                        Reason.NO_DEFAULT_STORE_CLASS,
                        "no StoreClass is the default for domain "
                                + domain.getMetadata().getName() + "; set storeClassName");
            case 1 -> new Choice.Chosen(defaults.getFirst());
            default ->
                new Choice.Refused(
                        Reason.AMBIGUOUS_DEFAULT,
                        "StoreClasses " + names(defaults) + " are all marked as default; set storeClassName");
        };
    }

    /** Whether a class is offered to a Domain, by the labels of the Domain object. */
    public static boolean offered(StoreClass storeClass, Domain domain) {
        return DomainSelection.matches(storeClass.getSpec().domainSelector(), domain);
    }

    /** Makes a backend available; closes the one before. An operator that stops takes in none any more. */
    public void open(String storeClassName, Backend backend) {
        close(slots.put(storeClassName, new Slot.Open(backend)));
        if (closed) {
            remove(storeClassName);
        }
    }

    /** Takes a backend away and tells why; its connections are closed. */
    public void close(String storeClassName, Reason reason, String message) {
        close(slots.put(storeClassName, new Slot.Closed(reason, message)));
    }

    /** Forgets a class that is gone. */
    public void remove(String storeClassName) {
        close(slots.remove(storeClassName));
    }

    /**
     * Ends every grant to and from a domain in every store; the data stays. All stores are tried before the first
     * failure is thrown, so that one that is down keeps no grant alive in the others.
     *
     * @throws BackendException if a store could not be asked; the same again later
     */
    public void releaseDomain(String domain) {
        List<BackendException> failures = new ArrayList<>();
        catalogue
                .storeClasses()
                .filter(BackendRegistry::everConnected)
                .map(storeClass -> storeClass.getMetadata().getName())
                .forEach(name -> {
                    try {
                        require(name).releaseDomain(domain);
                    } catch (BackendException e) {
                        failures.add(e);
                    }
                });
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    /** A class without an identity was never opened, so there can be nothing to release. */
    private static boolean everConnected(StoreClass storeClass) {
        return storeClass.getStatus() != null && storeClass.getStatus().storeID() != null;
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(slots.keySet()).forEach(this::remove);
    }

    private static void close(@Nullable Slot slot) {
        if (slot instanceof Slot.Open(Backend backend)) {
            try {
                backend.close();
            } catch (RuntimeException e) {
                log.warn("backend not closed cleanly cause={}", e.getMessage());
            }
        }
    }

    private static BackendException notReady(String storeClassName, Reason reason, String message) {
        return BackendException.failed(
                Reason.STORE_CLASS_NOT_READY.wireName(),
                "StoreClass " + storeClassName + " can't be used now (" + reason + "): " + message,
                null);
    }

    private static String names(List<StoreClass> classes) {
        return String.join(
                ", ",
                classes.stream()
                        .map(storeClass -> storeClass.getMetadata().getName())
                        .sorted()
                        .toList());
    }
}
