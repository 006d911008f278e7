package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.KnownStore;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens, checks and closes the backends of StoreClasses. */
final class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private final BackendRegistry backends;
    private final BackendFactory factory;
    private final String meshId;
    private final MaskKey maskKey;
    private final DriftReports drift;
    private final Consumer<String> whenOpened;
    private final Consumer<String> whenRefused;
    private final RefusedCredentials refusals;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /**
     * Tells others by the name of the class.
     *
     * @param whenOpened told that its store has just been opened
     * @param whenRefused told that its store no longer takes the operator's password
     */
    Sessions(
            BackendRegistry backends,
            BackendFactory factory,
            String meshId,
            MaskKey maskKey,
            DriftReports drift,
            Clock clock,
            Consumer<String> whenOpened,
            Consumer<String> whenRefused) {
        this.refusals = new RefusedCredentials(clock);
        this.whenRefused = whenRefused;
        this.backends = backends;
        this.factory = factory;
        this.meshId = meshId;
        this.maskKey = maskKey;
        this.drift = drift;
        this.whenOpened = whenOpened;
    }

    /**
     * A store that can be used.
     *
     * @param refused why it is used with another credential than the Secret holds; null if it is not
     */
    record Connected(Backend backend, @Nullable BackendException refused) {}

    /**
     * A backend with these settings that has just answered: the open one, or a new one. With other settings than before
     * the old one is closed first: after a move of the store nothing may be written to where it was. Only a credential
     * that the store refuses closes nothing: what is open works on with the one before.
     *
     * @throws BackendException if the store can't be used; the class then has no backend, and the registry tells why
     */
    Connected connect(StoreSettings settings, KnownStore known) {
        // A start that takes long may still be at it when the class is reconciled; two sessions would fence each other
        // off.
        synchronized (locks.computeIfAbsent(settings.className(), name -> new Object())) {
            return connectAlone(settings, known);
        }
    }

    private Connected connectAlone(StoreSettings settings, KnownStore known) {
        String name = settings.className();
        try {
            Backend open = backends.backend(name).orElse(null);
            if (open != null) {
                if (open.settings().equals(settings)) {
                    open.check();
                    return new Connected(open, null);
                }
                Connected kept = keep(open, settings);
                if (kept != null) {
                    return kept;
                }
                disconnect(name, new Refusal(Reason.PENDING, "the settings of the store have changed; it is reopened"));
            }
            return new Connected(open(settings, known), null);
        } catch (BackendException e) {
            disconnect(name, new Refusal(Reason.ofStore(e.reason(), ConditionType.REACHABLE), message(e)));
            throw e;
        }
    }

    private Backend open(StoreSettings settings, KnownStore known) {
        refusals.tooEarly(settings).ifPresent(why -> {
            throw why;
        });
        try {
            Backend opened = factory.open(settings, meshId, known, maskKey);
            refusals.accepted(settings);
            opened.whenRefused(() -> whenRefused.accept(settings.className()));
            backends.open(settings.className(), opened);
            opened.listen(drift.listener(settings.className()));
            whenOpened.accept(settings.className());
            return opened;
        } catch (BackendException e) {
            if (e.reason().equals(Reason.WRONG_PASSWORD.wireName())) {
                refusals.refused(settings, e);
            }
            throw e;
        }
    }

    /** The open backend, if nothing but the credential differs; null if it has to be opened anew. */
    private @Nullable Connected keep(Backend open, StoreSettings settings) {
        StoreSettings before = open.settings();
        if (!before.withCredential(settings.username(), settings.password()).equals(settings)) {
            return null;
        }
        BackendException early = refusals.tooEarly(settings).orElse(null);
        if (early != null) {
            try {
                open.check();
                return new Connected(open, early);
            } catch (BackendException e) {
                // The one before is no good any more either, so the one at hand is worth a try.
                log.info("event=credential-tried-again class={} reason={}", settings.className(), e.reason());
            }
        }
        try {
            if (!open.renew(settings)) {
                return null;
            }
        } catch (BackendException e) {
            refusals.refused(settings, e);
            open.check();
            return new Connected(open, e);
        }
        refusals.accepted(settings);
        open.check();
        log.info("event=credential-renewed class={} user={}", settings.className(), settings.username());
        return new Connected(open, null);
    }

    void disconnect(String name, Refusal why) {
        backends.close(name, why.reason(), why.message());
        drift.forget(name);
    }

    static String message(BackendException e) {
        return String.valueOf(e.getMessage());
    }
}
