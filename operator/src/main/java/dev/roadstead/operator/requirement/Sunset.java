package dev.roadstead.operator.requirement;

import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a version, as its consumers know it.
 *
 * @param time from when on it may be removed
 * @param announced since when they have been told of this time or a nearer one; null if the version came with it
 */
public record Sunset(Instant time, @Nullable Instant announced) {

    /**
     * What consumers know now. A time that is put off was announced before; one that is set or pulled nearer is announced now.
     *
     * @param before what the status says of the version; null if it says nothing. Of one that was never served nobody was
     *     told anything.
     * @return empty if the version has no end
     */
    public static Optional<Sunset> told(
            OutputPortStatus.@Nullable Version before, OutputPortSpec.Version version, Instant now) {
        if (version.sunsetTime() == null) {
            return Optional.empty();
        }
        Instant time = Instant.parse(version.sunsetTime());
        if (before == null || before.revisionName() == null) {
            return Optional.of(new Sunset(time, null));
        }
        if (!isTold(before, time)) {
            return Optional.of(new Sunset(time, now.truncatedTo(ChronoUnit.SECONDS)));
        }
        return Optional.of(new Sunset(
                time, before.sunsetAnnouncedTime() == null ? null : Instant.parse(before.sunsetAnnouncedTime())));
    }

    /** Whether the status tells consumers of the end that a version has now, or of a nearer one. */
    public static boolean isTold(@Nullable OutputPortStatus status, OutputPort port, String name) {
        return status != null
                && port.getSpec().versions().stream()
                        .filter(version -> version.name().equals(name) && version.sunsetTime() != null)
                        .map(version -> Instant.parse(version.sunsetTime()))
                        .anyMatch(time -> status.versions().stream()
                                .anyMatch(known -> known.name().equals(name) && isTold(known, time)));
    }

    private static boolean isTold(OutputPortStatus.Version before, Instant time) {
        return before.sunsetTime() != null && !time.isBefore(Instant.parse(before.sunsetTime()));
    }

    /** From when on the version may be removed if consumers must know it for this long. */
    public Instant end(Duration notice) {
        if (announced == null) {
            return time;
        }
        Instant noticed = announced.plus(notice);
        return noticed.isAfter(time) ? noticed : time;
    }
}
