package dev.roadstead.operator.source;

import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.status.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The versions of a port with their contracts, wherever these stand. Pure.
 *
 * @param versions all of the spec, in its order; one whose source holds no contract has none
 * @param missing why
 * @param retry whether the sources could not be asked, so that nobody will tell when they can
 */
public record PortSources(List<OutputPortSpec.Version> versions, List<Refusal> missing, boolean retry) {

    public PortSources {
        versions = List.copyOf(versions);
        missing = List.copyOf(missing);
    }

    /** Those with a contract, which may be one that can't be served. */
    public List<OutputPortSpec.Version> readable() {
        return versions.stream()
                .filter(version -> version.contract() != null || version.contractFrom() == null)
                .toList();
    }

    /**
     * What is missing, if anything.
     *
     * @param served names of the versions that are served all the same, by the contract they had
     */
    public Optional<Refusal> refusal(Set<String> served) {
        return missing.stream()
                .findFirst()
                .map(first -> new Refusal(
                        first.reason(),
                        missing.stream().map(Refusal::message).collect(Collectors.joining("\n")) + "\nUntil then, "
                                + meanwhile(served)));
    }

    private String meanwhile(Set<String> served) {
        String others = "what was served is served as it was.";
        List<String> without = versions.stream()
                .filter(version -> version.contractFrom() != null && version.contract() == null)
                .filter(OutputPortSpec.Version::servedOrDefault)
                .map(OutputPortSpec.Version::name)
                .toList();
        String never = without.stream().filter(name -> !served.contains(name)).collect(Collectors.joining(", "));
        if (never.isEmpty()) {
            return others;
        }
        return never + " is not served" + (without.stream().anyMatch(served::contains) ? ", and " + others : ".");
    }
}
