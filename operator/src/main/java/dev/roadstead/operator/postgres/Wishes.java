package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.CheckerWish;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.backend.StoreWish;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Everything this operator has been asked for in one database since it started. Owned by the session's thread. */
final class Wishes {
    private static final Comparator<Object> BY_NAME = Comparator.comparing(Object::toString);

    private final Map<StoreKey, StoreWish> stores = new TreeMap<>(BY_NAME);
    private final Map<PortKey, PortWish> ports = new TreeMap<>(BY_NAME);
    private final Map<GrantKey, GrantWish> grants = new TreeMap<>(BY_NAME);
    private final Map<CheckerWish.Key, CheckerWish> checkers = new TreeMap<>(BY_NAME);

    void put(StoreWish wish) {
        stores.put(wish.key(), wish);
    }

    void put(PortWish wish) {
        ports.put(wish.key(), wish);
    }

    void put(GrantWish wish) {
        grants.put(wish.key(), wish);
    }

    void put(CheckerWish wish) {
        checkers.put(wish.key(), wish);
    }

    /** Its ports go with it: one that is left would have its checker made again. */
    void remove(StoreKey key) {
        stores.remove(key);
        ports.values().removeIf(wish -> wish.store().equals(key));
    }

    void remove(PortKey key) {
        ports.remove(key);
    }

    void remove(GrantKey key) {
        grants.remove(key);
    }

    void removeDomain(String domain) {
        stores.keySet().removeIf(k -> k.domain().equals(domain));
        ports.keySet().removeIf(k -> k.domain().equals(domain));
        grants.keySet()
                .removeIf(k ->
                        k.subject().domain().equals(domain) || k.port().domain().equals(domain));
    }

    /**
     * A password that had to be set has been set: the next pass must not set it again.
     *
     * @param passed whether a wish came true
     */
    void settle(Predicate<Object> passed) {
        // Whether it passed or not: whoever asked has been told, and asks for another one.
        checkers.clear();
        stores.replaceAll((key, wish) -> {
            if (!passed.test(key)) {
                return wish;
            }
            Map<String, Credential> writers = new HashMap<>();
            wish.writers().forEach((name, c) -> writers.put(name, c.settled()));
            return new StoreWish(key, writers, wish.because());
        });
        grants.replaceAll((key, wish) ->
                passed.test(key) ? wish.withCredential(wish.credential().settled()) : wish);
    }

    List<StoreWish> stores() {
        return List.copyOf(stores.values());
    }

    List<PortWish> ports() {
        return List.copyOf(ports.values());
    }

    List<CheckerWish> checkers() {
        return List.copyOf(checkers.values());
    }

    List<GrantWish> grants() {
        return List.copyOf(grants.values());
    }
}
