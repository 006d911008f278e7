package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Joins what Policies show of one contract. */
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

    /** One mistake can meet hundreds of columns; a status has room for a few. */
    private static final int MAX_REASONS = 8;

    private final Contract contract;
    private final Enforcement enforcement;
    private final Map<AccessPolicy, PolicyView> views = new HashMap<>();

    Combination(Contract contract, Enforcement enforcement) {
        this.contract = contract;
        this.enforcement = enforcement;
    }

    Outcome of(List<Term> terms) {
        var asides = new ArrayList<Aside>();
        var standing = new ArrayList<PolicyView>();
        for (Term term : terms) {
            PolicyView view =
                    views.computeIfAbsent(term.policy(), policy -> PolicyView.of(policy, contract, enforcement));
            view.refusal()
                    .ifPresentOrElse(
                            why -> asides.add(new Aside(view.policy(), Decision.NotEnforceable.ROWS, why)),
                            () -> standing.add(view));
        }
        List<List<RowGroup>> relations = groups(standing);
        // Each round takes away at least one Policy. What is left is the largest set that can be kept as a whole, and
        // a set only grows by adding Policies to what it is chosen from: so adding one never takes away.
        for (List<Aside> refused = refused(relations); !refused.isEmpty(); refused = refused(relations)) {
            asides.addAll(refused);
            Set<AccessPolicy> out =
                    new LinkedHashSet<>(refused.stream().map(Aside::policy).toList());
            standing.removeIf(view -> out.contains(view.policy()));
            relations = groups(standing);
        }
        return differingRows(relations)
                .<Outcome>map(why -> new Refused(Decision.NotEnforceable.ROWS, why))
                .orElseGet(() -> outcome(relations(standing), standing, asides));
    }

    private List<RelationLens> relations(List<PolicyView> standing) {
        return groups(standing).stream()
                .flatMap(List::stream)
                .map(RowGroup::lens)
                .toList();
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

    /** For each relation the groups of Policies that choose the same rows of it and add something. */
    private List<List<RowGroup>> groups(List<PolicyView> standing) {
        var relations = new ArrayList<List<RowGroup>>();
        for (int i = 0; i < contract.relations().size(); i++) {
            relations.add(RowGroup.of(standing, i));
        }
        return relations;
    }

    private List<Aside> refused(List<List<RowGroup>> relations) {
        var refused = new ArrayList<Aside>();
        for (int i = 0; i < relations.size(); i++) {
            for (RowGroup group : relations.get(i)) {
                for (Column column : contract.relations().get(i).columns()) {
                    refused(group, column).ifPresent(refused::addAll);
                }
            }
        }
        return refused;
    }

    private Optional<List<Aside>> refused(RowGroup group, Column column) {
        Effect effect = group.lens().effect(column.name());
        if (effect == Effect.HIDDEN) {
            return Optional.empty();
        }
        String what =
                group.lens().relation() + "." + column.name() + " (" + column.type() + ") as " + effect.wireName();
        return enforcement
                .refusal(column, effect)
                .map(why -> group.policiesThatShow(column.name(), effect).stream()
                        .map(policy -> new Aside(
                                policy,
                                Decision.NotEnforceable.COLUMNS,
                                "Policy " + policy.name() + " shows " + what + ": " + why))
                        .toList());
    }

    private static Optional<String> differingRows(List<List<RowGroup>> relations) {
        return relations.stream()
                .filter(groups -> groups.size() > 1)
                .map(groups -> "Policies choose different rows of "
                        + groups.getFirst().lens().relation() + ": "
                        + String.join("; ", groups.stream().map(RowGroup::text).toList())
                        + "; this version can't combine them, so give them equal rows, or let only one of them apply")
                .findFirst();
    }
}
