package dev.roadstead.operator.access;

import dev.roadstead.api.v1alpha1.GuardrailSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads for whom a Guardrail does not hold. */
final class WaiverReader {

    private final Findings findings;

    WaiverReader(Findings findings) {
        this.findings = findings;
    }

    /** Incomplete if there are findings. */
    List<GuardException> read(String field, List<GuardrailSpec.Waiver> waivers) {
        var exceptions = new ArrayList<GuardException>();
        for (int i = 0; i < waivers.size(); i++) {
            exception(field + "[" + i + "]", waivers.get(i)).ifPresent(exceptions::add);
        }
        return exceptions;
    }

    private Optional<GuardException> exception(String field, GuardrailSpec.@Nullable Waiver waiver) {
        if (waiver == null) {
            findings.add(field, "the entry is empty", "remove it");
            return Optional.empty();
        }
        findings.unknownFields(field, waiver.unknown(), GuardrailSpec.Waiver.class);
        List<ConsumerRule> consumers = consumers(field + ".consumers", waiver.consumers());
        List<GuardException.PortRule> ports = ports(field + ".ports", waiver.ports());
        List<String> columns = findings.names(field + ".columns", waiver.columns());
        if (waiver.until() == null) {
            findings.add(field + ".until", "it has no end", "write until when it holds, as in 2027-12-31T00:00:00Z");
        }
        if (waiver.reason() == null || waiver.reason().isBlank()) {
            findings.add(field + ".reason", "it is empty", "write why the exception is made");
        }
        Instant until = new TimeReader(findings).instant(field + ".until", waiver.until());
        return until == null || waiver.reason() == null
                ? Optional.empty()
                : Optional.of(new GuardException(
                        consumers, ports, new HashSet<>(columns), until, waiver.reason(), waiver.ticket()));
    }

    private List<ConsumerRule> consumers(String field, List<GuardrailSpec.Consumer> consumers) {
        var rules = new ArrayList<ConsumerRule>();
        if (consumers.isEmpty()) {
            findings.add(field, "nobody is named", "name the domain that is excepted");
        }
        for (int i = 0; i < consumers.size(); i++) {
            GuardrailSpec.Consumer consumer = consumers.get(i);
            String each = field + "[" + i + "]";
            if (consumer == null
                    || consumer.domain() == null
                    || consumer.domain().isEmpty()) {
                findings.add(each + ".domain", "no domain is named", "name the domain that is excepted");
            } else if (consumer.domain().equals(AccessPolicy.ANY)) {
                findings.add(
                        each + ".domain",
                        "an exception for everybody is none",
                        "name the domain, or lift the Guardrail");
            } else {
                findings.unknownFields(each, consumer.unknown(), GuardrailSpec.Consumer.class);
                rules.add(new ConsumerRule(consumer.domain(), consumer.product()));
            }
        }
        return rules;
    }

    private List<GuardException.PortRule> ports(String field, List<GuardrailSpec.Port> ports) {
        var rules = new ArrayList<GuardException.PortRule>();
        for (int i = 0; i < ports.size(); i++) {
            GuardrailSpec.Port port = ports.get(i);
            String each = field + "[" + i + "]";
            if (port == null || port.domain() == null || port.domain().isEmpty()) {
                // An empty entry must not become "every port".
                findings.add(each + ".domain", "no domain is named", "name the domain that owns the port");
            } else {
                findings.unknownFields(each, port.unknown(), GuardrailSpec.Port.class);
                rules.add(new GuardException.PortRule(port.domain(), port.name()));
            }
        }
        return rules;
    }
}
