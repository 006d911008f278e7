package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.Column;
import dev.roadstead.operator.contract.Contract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A draft for the owner of a port: a Policy that allows exactly what somebody asked for, to be narrowed and applied.
 *
 * <p>Public columns are clear. Those of every other classification are masked: by Hash where all of them can be, so that they can
 * still be joined and counted, else by Null, and hidden where not even that can be enforced. Columns without classification
 * stay hidden, unless nothing else is there.
 */
public final class SuggestedPolicy {

    /** What fits into a status. */
    static final int MAX_LENGTH = 2048;

    static final Duration MAX_DURATION = Duration.ofDays(30);

    private static final String PUBLIC = "public";

    /**
     * The draft as YAML that can be applied; empty if no Policy of a reasonable length could show anything.
     *
     * @param requester the name of the data product or of the request that asks, for the name of the Policy
     * @param namespace of the port's domain
     */
    public static Optional<String> yaml(
            Ask ask, String requester, String namespace, Contract contract, Enforcement enforcement) {
        Optional<AccessPolicy> policy = policy(ask, requester, contract, enforcement);
        List<String> comments = comments(contract);
        return policy.map(draft -> PolicyYaml.write(draft, namespace, comments))
                .filter(text -> text.length() <= MAX_LENGTH)
                .or(() -> policy.map(draft -> PolicyYaml.write(draft, namespace, List.of())))
                .filter(text -> text.length() <= MAX_LENGTH);
    }

    /** The draft; empty if there is nothing that could be shown. */
    static Optional<AccessPolicy> policy(Ask ask, String requester, Contract contract, Enforcement enforcement) {
        var policy = new AccessPolicy(
                DnsLabel.of(ask.domain() + "-" + requester + "-" + ask.port().name()),
                0,
                Set.of(ask.port().name()),
                Set.of(),
                List.of(new ConsumerRule(ask.domain(), ask.product())),
                Set.of(ask.purpose()),
                new ColumnRules(Set.of(AccessPolicy.ANY), unclassified(contract), rules(contract, enforcement)),
                List.of(),
                MAX_DURATION,
                null);
        return new Combination(contract, enforcement).of(List.of(new Term(policy, null, null, "")))
                        instanceof Combination.Shown
                ? Optional.of(policy)
                : Optional.empty();
    }

    /** Only if nothing else could be shown. */
    private static boolean unclassified(Contract contract) {
        return columns(contract).stream().allMatch(column -> column.classification() == null);
    }

    private static List<ColumnRule> rules(Contract contract, Enforcement enforcement) {
        Map<String, List<Column>> classes = new LinkedHashMap<>();
        for (Column column : columns(contract)) {
            if (column.classification() != null) {
                classes.computeIfAbsent(column.classification().toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                        .add(column);
            }
        }
        classes.remove(PUBLIC);
        var rules = new ArrayList<ColumnRule>();
        classes.values()
                .forEach(members -> rules.add(new ColumnRule(
                        null,
                        members.getFirst().classification(),
                        List.of(Effect.HASH, Effect.NULL).stream()
                                .filter(effect -> members.stream()
                                        .allMatch(column -> enforcement
                                                .refusal(column, effect)
                                                .isEmpty()))
                                .findFirst()
                                .orElse(Effect.HIDDEN))));
        return rules;
    }

    private static List<String> comments(Contract contract) {
        List<String> unclassified = columns(contract).stream()
                .filter(column -> column.classification() == null)
                .map(Column::name)
                .distinct()
                .toList();
        if (unclassified.isEmpty()) {
            return List.of();
        }
        return List.of((unclassified(contract)
                        ? "no column has a classification, so all are shown as they are: "
                        : "hidden, because they have no classification: ")
                + String.join(", ", unclassified));
    }

    private static List<Column> columns(Contract contract) {
        return contract.relations().stream()
                .flatMap(relation -> relation.columns().stream())
                .toList();
    }

    private SuggestedPolicy() {}
}
