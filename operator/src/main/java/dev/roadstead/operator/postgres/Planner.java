package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.CheckerWish;
import dev.roadstead.operator.backend.GrantWish;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.backend.StoreWish;
import dev.roadstead.operator.postgres.Plan.Result;
import dev.roadstead.operator.postgres.Plan.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Works out the whole difference between all wishes and one snapshot. Pure but for the random names of new identities,
 * which are injected. What has no wish is left alone: an operator that has just started knows only part of the mesh.
 */
final class Planner {
    private final Names names;
    private final StoreSettings settings;
    private final int serverMajor;
    private final Supplier<String> ids;
    private final Verifiers verifiers;
    private final BiConsumer<Object, RuntimeException> unexpected;

    /**
     * Plans for one store.
     *
     * @param ids ten random hex digits each
     * @param unexpected is told of a wish that could not be planned by any rule, and why
     */
    Planner(
            Names names,
            StoreSettings settings,
            int serverMajor,
            Supplier<String> ids,
            Verifiers verifiers,
            BiConsumer<Object, RuntimeException> unexpected) {
        this.names = names;
        this.settings = settings;
        this.serverMajor = serverMajor;
        this.ids = ids;
        this.verifiers = verifiers;
        this.unexpected = unexpected;
    }

    Plan plan(Wishes wishes, Snapshot snapshot) {
        return new Run(wishes, snapshot, true).plan();
    }

    /** For a store whose history can't be written: nothing is given, and a grant that would have to change is suspended. */
    Plan planUnrecorded(Wishes wishes, Snapshot snapshot) {
        return new Run(wishes, snapshot, false).plan();
    }

    private final class Run {
        private final Wishes wishes;
        private final Draft draft;
        private final Views views;
        private final StorePlanner stores;
        private final Checkers checkers;
        private final PortPlanner ports;
        private final GrantPlanner grants;
        private final List<Unit> units = new ArrayList<>();
        private final Map<Object, Result> results = new HashMap<>();

        Run(Wishes wishes, Snapshot snapshot, boolean recordable) {
            this.wishes = wishes;
            this.draft = new Draft(snapshot, names, settings.username(), serverMajor);
            this.views = new Views(draft);
            Logins logins = new Logins(draft, settings, verifiers);
            this.stores = new StorePlanner(draft, logins);
            this.checkers = new Checkers(draft, settings, verifiers);
            this.ports = new PortPlanner(draft, views, checkers);
            this.grants = new GrantPlanner(draft, views, logins, wishes, ids, recordable);
        }

        Plan plan() {
            for (StoreWish wish : wishes.stores()) {
                unit(wish.key(), script -> Result.of(stores.plan(script, wish)));
            }
            for (PortWish wish : wishes.ports()) {
                port(wish);
            }
            for (CheckerWish wish : wishes.checkers()) {
                unit(wish.key(), script -> Result.of(checkers.password(script, wish)));
            }
            for (GrantWish wish : wishes.grants()) {
                if (!results.containsKey(wish.key())) {
                    unit(wish.key(), script -> Result.of(grants.plan(script, wish)));
                }
            }
            return new Plan(List.copyOf(units), Map.copyOf(results), grants.suspended());
        }

        /** Grant views that a port takes away for a moment are made again in the same transaction. */
        private void port(PortWish wish) {
            unit(wish.key(), script -> {
                Result result = ports.plan(script, wish);
                if (!views.replaced().isEmpty()) {
                    wishes.grants().stream()
                            .filter(g -> g.key().port().equals(wish.key()))
                            .forEach(g -> inPortUnit(script, g));
                }
                return result;
            });
        }

        private void inPortUnit(Script script, GrantWish wish) {
            int before = script.size();
            int mark = draft.mark();
            try {
                results.put(wish.key(), Result.of(grants.plan(script, wish)));
            } catch (RuntimeException e) {
                // What was planned for this grant alone is taken back; its view stays away, which denies.
                script.truncate(before);
                draft.rollbackTo(mark);
                results.put(wish.key(), Result.of(problem(wish.key(), e)));
            }
        }

        /** A problem that is thrown takes back what was planned; one that is returned is part of the plan. */
        private void unit(Object key, Function<Script, Result> planning) {
            draft.begin();
            views.begin();
            Script script = new Script();
            try {
                results.put(key, planning.apply(script));
                if (!script.isEmpty()) {
                    units.add(new Unit(key, script.statements(), views.made(), views.replaced(), script.departures()));
                }
            } catch (RuntimeException e) {
                draft.rollback();
                results.put(key, Result.of(problem(key, e)));
            }
        }

        /** One wish that nobody can plan, for whatever reason, must not keep a store from serving all others. */
        private BackendException problem(Object key, RuntimeException e) {
            if (e instanceof BackendException told) {
                return told;
            }
            unexpected.accept(key, e);
            return BackendException.failed(
                    "StoreRefused", key + " can't be planned; the operator's log tells why: please report it", e);
        }
    }
}
