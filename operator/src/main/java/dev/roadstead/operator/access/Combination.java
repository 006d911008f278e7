package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Joins what Policies show of one contract, cell by cell. */
final class Combination {

    /** What comes out. */
    sealed interface Outcome {

        /** Whether a consumer would see exactly what the other one shows. */
        default boolean showsSame(Shown other) {
            return false;
        }
    }

    /** At least one column is visible. */
    record Shown(Lens lens, Set<AccessPolicy> policies, List<String> asides) implements Outcome {

        @Override
        public boolean showsSame(Shown other) {
            return lens.equals(other.lens);
        }
    }

    /** It can't be kept. */
    record Refused(String part, String message) implements Outcome {}

    /** All is hidden. */
    record Nothing() implements Outcome {}

    /** A Policy that stands aside, and why. */
    private record Aside(AccessPolicy policy, String part, String why) {}

    /**
     * How many different choices of rows of one relation go into one view. Each is compared for each cell that they show
     * differently, so the cost of a row grows with them; an owner who needs more says it in fewer Policies.
     */
    static final int MAX_GROUPS = 16;

    /** One mistake can meet hundreds of columns; a status has room for a few. */
    private static final int MAX_REASONS = 8;

    private final Contract contract;
    private final Enforcement enforcement;
    private final Function<AccessPolicy, PolicyView> source;
    private final int maxGroups;
    private final Map<AccessPolicy, PolicyView> views = new HashMap<>();

    Combination(Contract contract, Enforcement enforcement) {
        this(contract, enforcement, policy -> PolicyView.of(policy, contract, enforcement), MAX_GROUPS);
    }

    /**
     * One for what is left of Policies that were found to go together as they were written. It has no bound of its own: a
     * Guardrail may part what one Policy showed from what others did, and if that were refused, a further Guardrail that
     * takes some of it away would give the rest back.
     *
     * @param source what is left of a Policy
     */
    static Combination unbounded(
            Contract contract, Enforcement enforcement, Function<AccessPolicy, PolicyView> source) {
        return new Combination(contract, enforcement, source, Integer.MAX_VALUE);
    }

    private Combination(
            Contract contract, Enforcement enforcement, Function<AccessPolicy, PolicyView> source, int maxGroups) {
        this.maxGroups = maxGroups;
        this.contract = contract;
        this.enforcement = enforcement;
        this.source = source;
    }

    PolicyView view(AccessPolicy policy) {
        return views.computeIfAbsent(policy, source);
    }

    Outcome of(List<Term> terms) {
        var asides = new ArrayList<Aside>();
        var standing = new ArrayList<PolicyView>();
        for (Term term : terms) {
            PolicyView view = view(term.policy());
            view.refusal()
                    .ifPresentOrElse(
                            why -> asides.add(new Aside(view.policy(), Decision.NotEnforceable.ROWS, why)),
                            () -> standing.add(view));
        }
        // Each round takes away at least one Policy. What is left is the largest set that can be kept as a whole, and
        // a set only grows by adding Policies to what it is chosen from: so adding one never takes away.
        for (List<Aside> refused = refused(standing); !refused.isEmpty(); refused = refused(standing)) {
            asides.addAll(refused);
            Set<AccessPolicy> out =
                    new LinkedHashSet<>(refused.stream().map(Aside::policy).toList());
            standing.removeIf(view -> out.contains(view.policy()));
        }
        List<RelationLens> relations = relations(standing);
        return tooManyGroups(relations).orElseGet(() -> outcome(relations, standing, asides));
    }

    private static Outcome outcome(List<RelationLens> relations, List<PolicyView> standing, List<Aside> asides) {
        List<String> all = asides.stream().map(Aside::why).distinct().toList();
        List<String> reasons = all.subList(0, Math.min(all.size(), MAX_REASONS));
        var lens = new Lens(relations);
        if (!lens.isEmpty()) {
            return new Shown(
                    lens, Set.copyOf(standing.stream().map(PolicyView::policy).toList()), reasons);
        }
        return asides.isEmpty() ? new Nothing() : new Refused(asides.getFirst().part(), String.join("\n", reasons));
    }

    private List<RelationLens> relations(List<PolicyView> standing) {
        return IntStream.range(0, contract.relations().size())
                .mapToObj(i -> new RelationLens(contract.relations().get(i).name(), groups(standing, i)))
                .toList();
    }

    private static List<RowGroup> groups(List<PolicyView> standing, int relation) {
        return standing.stream().map(view -> view.groups().get(relation)).toList();
    }

    private List<Aside> refused(List<PolicyView> standing) {
        return IntStream.range(0, contract.relations().size())
                .boxed()
                .flatMap(i -> standing.stream().flatMap(view -> refused(view, i, groups(standing, i))))
                .toList();
    }

    /** The columns of a relation that a Policy shows in a form that can't be, and no other Policy shows clearer in all its rows. */
    private Stream<Aside> refused(PolicyView view, int index, List<RowGroup> groups) {
        Relation relation = contract.relations().get(index);
        RowGroup own = view.groups().get(index);
        return relation.columns().stream()
                .filter(column -> own.effect(column.name()) != Effect.HIDDEN)
                .flatMap(column -> enforcement
                        .refusal(column, own.effect(column.name()))
                        .filter(why -> groups.stream().noneMatch(other -> isClearer(other, own, column)))
                        .map(why -> aside(view.policy(), relation, column, own.effect(column.name()), why))
                        .stream());
    }

    private static boolean isClearer(RowGroup other, RowGroup own, Column column) {
        return own.within(other) && other.effect(column.name()).compareTo(own.effect(column.name())) < 0;
    }

    private static Aside aside(AccessPolicy policy, Relation relation, Column column, Effect effect, String why) {
        return new Aside(
                policy,
                Decision.NotEnforceable.COLUMNS,
                "Policy " + policy.name() + " shows " + relation.name() + "." + column.name() + " (" + column.type()
                        + ") as " + effect.wireName() + ": " + why);
    }

    private Optional<Outcome> tooManyGroups(List<RelationLens> relations) {
        return relations.stream()
                .filter(relation -> relation.groups().size() > maxGroups)
                .findFirst()
                .map(relation -> new Refused(
                        Decision.NotEnforceable.ROWS,
                        "Policies choose rows of " + relation.relation() + " in "
                                + relation.groups().size() + " different ways, and one view combines at most "
                                + maxGroups
                                + "; give Policies that show the same columns equal rows, or put their values into one"
                                + " In, or let fewer of them apply"));
    }
}
