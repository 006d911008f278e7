package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.backend.Credential;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.StoreWish;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Real stores that an operator stops talking to at a chosen moment: the call that was counted out never comes back with
 * anything but an error, nor does any later one, until the operator is started again.
 */
final class Crashing {

    private final BackendFactory stores;
    private final AtomicInteger left = new AtomicInteger(-1);
    private volatile Predicate<Credential> trigger = c -> false;
    private volatile boolean counting;
    private volatile boolean dead;
    private volatile CountDownLatch crashed = new CountDownLatch(1);

    Crashing(BackendFactory stores) {
        this.stores = stores;
    }

    BackendFactory factory() {
        return (settings, meshId, storeId, maskKey) -> {
            Backend real = stores.open(settings, meshId, storeId, maskKey);
            return (Backend) Proxy.newProxyInstance(
                    Backend.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                        Object[] given = arguments == null ? new Object[0] : arguments;
                        if (!method.getName().equals("close")) {
                            live();
                        }
                        Object result;
                        try {
                            result = method.invoke(real, given);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                        if (Arrays.stream(given).anyMatch(this::triggers)) {
                            counting = true;
                            live();
                        }
                        return result;
                    });
        };
    }

    /**
     * The operator dies so many calls after it had a certain credential set.
     *
     * @param calls 0: before it learns that it was
     */
    void after(Predicate<Credential> which, int calls) {
        dead = false;
        counting = false;
        crashed = new CountDownLatch(1);
        left.set(calls);
        trigger = which;
    }

    void never() {
        trigger = c -> false;
        counting = false;
        dead = false;
        left.set(-1);
    }

    /** Whether it has died, within a while. */
    boolean hasCrashed(int seconds) throws InterruptedException {
        return crashed.await(seconds, TimeUnit.SECONDS);
    }

    private boolean triggers(Object argument) {
        return switch (argument) {
            case GrantWish wish -> trigger.test(wish.credential());
            case StoreWish wish -> wish.writers().values().stream().anyMatch(trigger);
            default -> false;
        };
    }

    private void live() {
        if (counting && left.getAndDecrement() == 0) {
            dead = true;
            crashed.countDown();
        }
        if (dead) {
            throw new IllegalStateException("the operator is dead");
        }
    }
}
