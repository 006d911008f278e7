package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.util.function.Consumer;

/** Opens, checks and closes the backends of StoreClasses. */
final class Sessions {

    private final BackendRegistry backends;
    private final BackendFactory factory;
    private final String meshId;
    private final MaskKey maskKey;
    private final DriftReports drift;
    private final Consumer<String> whenOpened;

    /** @param whenOpened told the name of a class whose store has just been opened */
    Sessions(
            BackendRegistry backends,
            BackendFactory factory,
            String meshId,
            MaskKey maskKey,
            DriftReports drift,
            Consumer<String> whenOpened) {
        this.backends = backends;
        this.factory = factory;
        this.meshId = meshId;
        this.maskKey = maskKey;
        this.drift = drift;
        this.whenOpened = whenOpened;
    }

    /**
     * A backend with these settings that has just answered: the open one, or a new one. With other settings than before
     * the old one is closed first: after a move of the store nothing may be written to where it was.
     *
     * @throws BackendException if the store can't be used; the class then has no backend, and the registry tells why
     */
    Backend connect(StoreSettings settings, String expectedStoreId) {
        String name = settings.className();
        try {
            Backend open = backends.backend(name).orElse(null);
            if (open != null && open.settings().equals(settings)) {
                open.check();
                return open;
            }
            if (open != null) {
                disconnect(name, new Refusal(Reason.PENDING, "the settings of the store have changed; it is reopened"));
            }
            Backend opened = factory.open(settings, meshId, expectedStoreId, maskKey);
            backends.open(name, opened);
            opened.listen(drift.listener(name));
            whenOpened.accept(name);
            return opened;
        } catch (BackendException e) {
            disconnect(name, new Refusal(Reason.ofStore(e.reason(), ConditionType.REACHABLE), message(e)));
            throw e;
        }
    }

    void disconnect(String name, Refusal why) {
        backends.close(name, why.reason(), why.message());
        drift.forget(name);
    }

    static String message(BackendException e) {
        return String.valueOf(e.getMessage());
    }
}
