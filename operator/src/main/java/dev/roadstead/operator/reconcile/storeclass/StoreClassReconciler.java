package dev.roadstead.operator.reconcile.storeclass;

import static dev.roadstead.operator.status.ConditionType.ACCEPTED;
import static dev.roadstead.operator.status.ConditionType.GRANTS_EXACT;
import static dev.roadstead.operator.status.ConditionType.HARDENED;
import static dev.roadstead.operator.status.ConditionType.REACHABLE;
import static dev.roadstead.operator.status.ConditionType.READY;
import static dev.roadstead.operator.status.ConditionType.RESOLVED_REFS;
import static dev.roadstead.operator.status.ConditionType.STALLED;

import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.StoreClassStatus;
import dev.roadstead.api.v1alpha1.StoreClassStatus.Ledger;
import dev.roadstead.operator.backend.Advice;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.Rewound;
import dev.roadstead.operator.backend.StoreInfo;
import dev.roadstead.operator.reconcile.Services;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Conditions;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps the connection to a store, and tells what is wrong with it. */
@ControllerConfiguration(name = "storeclass")
public final class StoreClassReconciler implements Reconciler<StoreClass>, Cleaner<StoreClass> {

    /** How many products a message names. */
    private static final int SHOWN = 5;

    private final Services services;
    private final Settings settings;
    private final Sessions sessions;
    private final DriftReports drift;
    private final OrphanKeeper orphans;
    private final Rivals rivals;

    public StoreClassReconciler(Services services) {
        this.services = services;
        this.settings = new Settings(services.secrets(), services.namespace());
        this.drift = new DriftReports(services.catalogue(), services.events(), services.metrics(), services.wakeups());
        this.orphans = new OrphanKeeper(services);
        this.sessions = new Sessions(
                services.backends(),
                services.backendFactory(),
                services.meshId(),
                services.maskKey(),
                drift,
                services.clock(),
                services.wakeups()::opened,
                name -> services.wakeups().wake(StoreClass.class, null, name));
        this.rivals = new Rivals(services.catalogue());
    }

    @Override
    public List<EventSource<?, StoreClass>> prepareEventSources(EventSourceContext<StoreClass> context) {
        return services.eventSources(context);
    }

    /**
     * Opens all stores at the start of an operator, before anything is reconciled: else everybody who has access would be
     * told that his store can't be used, until it is open. What does not succeed is told by the reconcile of its class.
     *
     * @param within what takes longer goes on without anybody's waiting for it
     */
    public void open(Duration within) {
        new FirstConnections(settings, sessions, storeClass -> Heads.known(status(storeClass)))
                .open(services.catalogue().storeClasses().toList(), within);
    }

    @Override
    public UpdateControl<StoreClass> reconcile(StoreClass storeClass, Context<StoreClass> context) {
        Refusal broken = StoreClassRules.check(storeClass).orElse(null);
        if (broken != null) {
            return refuse(storeClass, conditions(storeClass), ACCEPTED, broken);
        }
        Conditions accepted = accept(storeClass);
        return switch (settings.of(storeClass)) {
            case Settings.Result.Missing(Refusal refusal) -> refuse(storeClass, accepted, RESOLVED_REFS, refusal);
            case Settings.Result.Found found -> connect(storeClass, accepted, found);
        };
    }

    /**
     * Waits for the products that keep data here: without the class nobody could end their grants any more. The data
     * itself is left alone in any case.
     */
    @Override
    public DeleteControl cleanup(StoreClass storeClass, Context<StoreClass> context) {
        List<String> users = users(storeClass);
        if (!users.isEmpty()) {
            return stillInUse(storeClass, users);
        }
        services.backends().remove(storeClass.getMetadata().getName());
        drift.forget(storeClass.getMetadata().getName());
        orphans.forget(storeClass.getMetadata().getName());
        return DeleteControl.defaultDelete();
    }

    /** Products with a store that was made in this class. */
    private List<String> users(StoreClass storeClass) {
        String name = storeClass.getMetadata().getName();
        return services.catalogue().productsOfStoreClass(name).stream()
                .filter(product -> product.getStatus() != null
                        && product.getStatus().stores().stream().anyMatch(store -> name.equals(store.storeClassName())))
                .map(product -> product.getMetadata().getNamespace() + "/"
                        + product.getMetadata().getName())
                .sorted()
                .toList();
    }

    private DeleteControl stillInUse(StoreClass storeClass, List<String> users) {
        keepConnection(storeClass);
        String shown = String.join(", ", users.subList(0, Math.min(users.size(), SHOWN)));
        Conditions conditions = Conditions.after(
                        status(storeClass).conditions(),
                        storeClass.getMetadata().getGeneration(),
                        services.clock())
                .keep(ACCEPTED)
                .keep(RESOLVED_REFS)
                .keep(REACHABLE)
                .keep(HARDENED)
                .keep(GRANTS_EXACT)
                .isFalse(
                        READY,
                        Reason.IN_USE,
                        "it is being deleted, but " + users.size() + " data products keep data here, such as " + shown
                                + "; delete them first");
        services.protection()
                .write(
                        storeClass,
                        statusOf(
                                storeClass, conditions, null, status(storeClass).ledger()));
        return DeleteControl.noFinalizerRemoval()
                .rescheduleAfter(services.resync().around(services.pace().storeCheck()));
    }

    /** Keeps the backend open, so that the products can still release what they granted. */
    private void keepConnection(StoreClass storeClass) {
        if (settings.of(storeClass) instanceof Settings.Result.Found found) {
            try {
                sessions.connect(found.settings(), Heads.known(status(storeClass)));
            } catch (BackendException e) {
                services.events()
                        .warning(storeClass, Reason.ofStore(e.reason(), REACHABLE), "Connect", Sessions.message(e));
            }
        }
    }

    private Conditions accept(StoreClass storeClass) {
        List<String> others = rivals.of(storeClass);
        return others.isEmpty()
                ? conditions(storeClass).isTrue(ACCEPTED, Reason.VALID, "the spec makes sense")
                : conditions(storeClass).isTrue(ACCEPTED, Reason.AMBIGUOUS_DEFAULT, ambiguous(others));
    }

    private UpdateControl<StoreClass> connect(
            StoreClass storeClass, Conditions conditions, Settings.Result.Found found) {
        conditions.isTrue(RESOLVED_REFS, Reason.RESOLVED, "credentials were found");
        try {
            Sessions.Connected connected = sessions.connect(found.settings(), Heads.known(status(storeClass)));
            return ready(storeClass, conditions, connected);
        } catch (BackendException e) {
            return refuse(
                    storeClass,
                    conditions,
                    REACHABLE,
                    new Refusal(Reason.ofStore(e.reason(), REACHABLE), Sessions.message(e)));
        }
    }

    private UpdateControl<StoreClass> ready(
            StoreClass storeClass, Conditions conditions, Sessions.Connected connected) {
        StoreInfo info = connected.backend().info();
        String works = info.provider() + " " + info.serverVersion() + " at "
                + storeClass.getSpec().postgres().host() + ":"
                + storeClass.getSpec().postgres().portOrDefault();
        String warnings = String.join("; ", info.warnings());
        conditions.isTrue(REACHABLE, Reason.REACHABLE_STORE, warnings.isEmpty() ? works : works + ". But: " + warnings);
        harden(storeClass, conditions, connected.backend());
        drift.tell(storeClass, conditions);
        orphans.keep(
                storeClass, connected.backend(), conditions, status(storeClass).condition(GRANTS_EXACT.wireName()));
        List<String> others = rivals.of(storeClass);
        Rewound rewound = connected.backend().rewound().orElse(null);
        String notPruned = connected.backend().notPruned().orElse(null);
        if (connected.refused() != null) {
            refusedCredentials(storeClass, conditions, connected.refused());
        } else if (rewound != null) {
            conditions.isTrue(READY, Reason.REWOUND, rewound(works, rewound));
        } else if (notPruned != null) {
            String message = works + " keeps what is older than the retention of its history: " + notPruned
                    + "; roadstead history verify tells more";
            conditions.isTrue(READY, Reason.HISTORY_NOT_PRUNED, message);
            services.events().warning(storeClass, Reason.HISTORY_NOT_PRUNED, "Prune", message);
        } else if (others.isEmpty()) {
            conditions.isTrue(READY, Reason.READY, "data can be kept in " + works);
        } else {
            conditions.isTrue(READY, Reason.AMBIGUOUS_DEFAULT, ambiguous(others));
        }
        Ledger ledger = Heads.next(
                status(storeClass).ledger(),
                connected.backend().head().orElse(null),
                services.clock().instant(),
                services.pace().historyHead());
        services.protection().write(storeClass, statusOf(storeClass, conditions, info, ledger));
        return again();
    }

    private static String rewound(String works, Rewound rewound) {
        return works + " was set back from entry " + rewound.from().seq() + " of its history to entry "
                + (rewound.to() == null ? 0 : rewound.to().seq())
                + "; all access was ended and is decided anew; look what else the backup lacks";
    }

    /** It works, so it is ready; but nobody should find out with the next start of the operator. */
    private void refusedCredentials(StoreClass storeClass, Conditions conditions, BackendException why) {
        String message = "works on with the credential that Secret "
                + storeClass.getSpec().postgres().credentialsSecretRef().name()
                + " held before, and not with what it holds now: " + Sessions.message(why);
        conditions
                .isTrue(REACHABLE, Reason.CREDENTIALS_REFUSED, message)
                .isTrue(READY, Reason.CREDENTIALS_REFUSED, message);
        services.events().warning(storeClass, Reason.CREDENTIALS_REFUSED, "Connect", message);
    }

    private static void harden(StoreClass storeClass, Conditions conditions, Backend backend) {
        List<Advice> advice = backend.advice().orElse(null);
        if (advice == null) {
            conditions.keep(HARDENED);
        } else if (AdviceScript.needed(advice)) {
            conditions.isFalse(
                    HARDENED,
                    Reason.HARDENING_ADVISED,
                    AdviceScript.needed(advice, storeClass.getSpec().postgres().database()));
        } else {
            String optional = AdviceScript.optional(advice);
            conditions.isTrue(
                    HARDENED, Reason.NOTHING_LEFT_OPEN, optional.isEmpty() ? "nothing is left open" : optional);
        }
    }

    private UpdateControl<StoreClass> refuse(
            StoreClass storeClass, Conditions conditions, ConditionType cause, Refusal refusal) {
        sessions.disconnect(storeClass.getMetadata().getName(), refusal);
        orphans.forget(storeClass.getMetadata().getName());
        conditions.keep(HARDENED).keep(GRANTS_EXACT);
        conditions.isFalse(cause, refusal.reason(), refusal.message());
        conditions.isFalse(READY, refusal.reason(), refusal.message());
        if (cause == ACCEPTED) {
            conditions.isTrue(STALLED, refusal.reason(), refusal.message());
        }
        services.events().warning(storeClass, refusal.reason(), "Connect", refusal.message());
        services.protection()
                .write(
                        storeClass,
                        statusOf(
                                storeClass, conditions, null, status(storeClass).ledger()));
        return again();
    }

    private Conditions conditions(StoreClass storeClass) {
        return Conditions.after(
                status(storeClass).conditions(), storeClass.getMetadata().getGeneration(), services.clock());
    }

    private StoreClassStatus status(StoreClass storeClass) {
        StoreClassStatus current = services.status().current(storeClass);
        return current == null
                ? new StoreClassStatus(null, List.of(), null, null, null, List.of(), null, null, null)
                : current;
    }

    /** What was found out stays while the store is away: above all its identity. */
    private StoreClassStatus statusOf(
            StoreClass storeClass, Conditions conditions, @Nullable StoreInfo info, @Nullable Ledger ledger) {
        StoreClassStatus before = status(storeClass);
        return new StoreClassStatus(
                storeClass.getMetadata().getGeneration(),
                conditions.list(),
                info == null ? before.storeID() : info.storeId(),
                info == null ? before.provider() : info.provider(),
                info == null ? before.serverVersion() : info.serverVersion(),
                info == null ? before.capabilities() : info.capabilities(),
                services.catalogue()
                        .productsOfStoreClass(storeClass.getMetadata().getName())
                        .size(),
                ledger,
                null);
    }

    private UpdateControl<StoreClass> again() {
        return UpdateControl.<StoreClass>noUpdate()
                .rescheduleAfter(services.resync().around(services.pace().storeCheck()));
    }

    private static String ambiguous(List<String> others) {
        return "also StoreClass " + String.join(", ", others)
                + " is a default, so stores that name no class wait; set spec.default: false on all but one";
    }
}
