package dev.roadstead.operator.requirement;

import dev.roadstead.api.v1alpha1.OutputPortSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A port, as far as anything is demanded of it.
 *
 * @param versions all of them; only those that are served count
 * @param storeClasses the StoreClass of each version that names a store of its own, by the version's name; those that can't be
 *     told are missing
 * @param sunsets what consumers know of the ends of versions, by their names; those without an end are missing
 * @param now the time of the question
 * @param noticeExcepted whether the Domain is excepted from telling its consumers in time
 */
public record PortFacts(
        String name,
        List<OutputPortSpec.Version> versions,
        Map<String, String> storeClasses,
        Map<String, Sunset> sunsets,
        Instant now,
        boolean noticeExcepted) {

    public PortFacts {
        versions = versions.stream()
                .filter(OutputPortSpec.Version::servedOrDefault)
                .toList();
        storeClasses = Map.copyOf(storeClasses);
        sunsets = Map.copyOf(sunsets);
    }

    /** The same port with this version alone. */
    public PortFacts only(OutputPortSpec.Version version) {
        return new PortFacts(name, List.of(version), storeClasses, sunsets, now, noticeExcepted);
    }
}
