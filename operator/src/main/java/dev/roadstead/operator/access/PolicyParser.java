package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.PolicySpec;
import dev.roadstead.operator.contract.NearestName;
import dev.roadstead.operator.contract.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a Policy. It finds everything that is wrong at once. A Policy in which anything is wrong, an unknown field or value
 * included, allows nothing as a whole: what can't be understood might have been there to restrict the rest.
 */
public final class PolicyParser {

    private final Findings findings = new Findings();
    private final TimeReader times = new TimeReader(findings);

    /**
     * The Policy, or what is wrong with it.
     *
     * @param name its metadata.name
     * @param generation its metadata.generation
     */
    public static Parsed<AccessPolicy> parse(String name, long generation, PolicySpec spec) {
        return new PolicyParser().read(name, generation, spec);
    }

    /** What can be told about a Policy that {@link #parse} refuses. */
    public static InvalidPolicy invalid(String name, long generation, PolicySpec spec) {
        List<ConsumerRule> consumers = spec.consumers().stream()
                .filter(consumer -> consumer != null && consumer.domain() != null)
                .map(consumer -> new ConsumerRule(consumer.domain(), consumer.product()))
                .toList();
        List<String> ports =
                spec.ports().names().stream().filter(port -> port != null).toList();
        return new InvalidPolicy(
                name,
                generation,
                new HashSet<>(ports),
                consumers,
                parse(name, generation, spec).violations());
    }

    private PolicyParser() {}

    private Parsed<AccessPolicy> read(String name, long generation, PolicySpec spec) {
        findings.unknownFields("spec", spec.unknown(), PolicySpec.class);
        findings.unknownFields("spec.ports", spec.ports().unknown(), PolicySpec.Ports.class);
        List<String> ports =
                findings.namesOrAny("spec.ports.names", spec.ports().names(), "port");
        List<String> versions =
                findings.names("spec.ports.versions", spec.ports().versions());
        boolean allows = !merelyDeclines(spec);
        List<ConsumerRule> consumers = allows ? consumers(spec.consumers()) : List.of();
        List<String> purposes = allows ? findings.namesOrAny("spec.purposes", spec.purposes(), "purpose") : List.of();
        ColumnRules columns = allows
                ? new ColumnReader(findings).read("spec.columns", spec.columns())
                : new ColumnRules(Set.of(), false, List.of());
        List<RowCondition> rows = new RowReader(findings).read("spec.rows", spec.rows());
        Duration maxDuration = times.duration("spec.maxDuration", spec.maxDuration());
        Renewal renewal = renewal(spec);
        Instant notAfter = times.instant("spec.notAfter", spec.notAfter());
        List<DeclineRule> declines = declines(spec.declines());
        return findings.orElse(() -> new AccessPolicy(
                name,
                generation,
                new HashSet<>(ports),
                new HashSet<>(versions),
                consumers,
                new HashSet<>(purposes),
                columns,
                rows,
                maxDuration,
                renewal,
                notAfter,
                declines));
    }

    /** A no without a yes: whom it would allow, what for and what is not said at all. */
    private static boolean merelyDeclines(PolicySpec spec) {
        PolicySpec.Columns columns = spec.columns();
        return !spec.declines().isEmpty()
                && spec.consumers().isEmpty()
                && spec.purposes().isEmpty()
                && columns.equals(new PolicySpec.Columns(List.of(), null, List.of(), List.of(), Map.of()));
    }

    private List<DeclineRule> declines(List<PolicySpec.Decline> declines) {
        var rules = new ArrayList<DeclineRule>();
        for (int i = 0; i < declines.size(); i++) {
            String field = "spec.declines[" + i + "]";
            PolicySpec.Decline decline = declines.get(i);
            if (decline == null || decline.domain() == null || decline.domain().isEmpty()) {
                findings.add(field + ".domain", "no domain is named", "add one, or \"*\" for every domain");
            } else if (decline.reason() == null || decline.reason().isBlank()) {
                findings.add(field + ".reason", "it is empty", "tell whoever asks why, and what to use instead");
            } else if (decline.domain().equals(AccessPolicy.ANY) && decline.product() != null) {
                findings.add(
                        field + ".product", "a product belongs to one domain", "name the domain or remove product");
            } else {
                rules.add(new DeclineRule(new ConsumerRule(decline.domain(), decline.product()), decline.reason()));
            }
            if (decline != null) {
                findings.unknownFields(field, decline.unknown(), PolicySpec.Decline.class);
            }
        }
        return rules;
    }

    private List<ConsumerRule> consumers(List<PolicySpec.Consumer> consumers) {
        var rules = new ArrayList<ConsumerRule>();
        if (consumers.isEmpty()) {
            findings.add("spec.consumers", "nobody is named", "add a domain, or \"*\" for every domain");
        }
        for (int i = 0; i < consumers.size(); i++) {
            String field = "spec.consumers[" + i + "]";
            PolicySpec.Consumer consumer = consumers.get(i);
            if (consumer == null
                    || consumer.domain() == null
                    || consumer.domain().isEmpty()) {
                findings.add(field + ".domain", "no domain is named", "add one, or \"*\" for every domain");
            } else if (consumer.domain().equals(AccessPolicy.ANY) && consumer.product() != null) {
                findings.add(
                        field + ".product", "a product belongs to one domain", "name the domain or remove product");
            } else {
                rules.add(new ConsumerRule(consumer.domain(), consumer.product()));
            }
            if (consumer != null) {
                findings.unknownFields(field, consumer.unknown(), PolicySpec.Consumer.class);
            }
        }
        return rules;
    }

    private Renewal renewal(PolicySpec spec) {
        String text = spec.renewal();
        if (text != null && spec.maxDuration() == null) {
            findings.add(
                    "spec.renewal",
                    "it says how the time of maxDuration goes on, and there is none",
                    "set maxDuration or remove renewal");
        }
        if (text == null || text.equals(PolicySpec.MANUAL)) {
            return Renewal.MANUAL;
        }
        if (!text.equals(PolicySpec.AUTOMATIC)) {
            findings.add(
                    "spec.renewal",
                    "this version does not know \"" + text + "\"",
                    NearestName.hint(text, List.of(PolicySpec.MANUAL, PolicySpec.AUTOMATIC)));
        }
        return Renewal.AUTOMATIC;
    }
}
