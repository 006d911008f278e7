package dev.roadstead.operator.checks;

import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.quality.Check;
import dev.roadstead.operator.quality.Deviation;
import java.util.List;

/**
 * What there is to check about a port in one store.
 *
 * @param className the StoreClass of the store
 * @param versions those that consumers can read, and that lie there
 */
public record PortChecks(String className, String domain, String product, List<Version> versions) {

    public PortChecks {
        versions = List.copyOf(versions);
    }

    /**
     * One version.
     *
     * @param deviations of its tables, as the catalogue told when this was put together
     */
    public record Version(PortWish wish, List<Deviation> deviations, List<Check> checks) {
        public Version {
            deviations = List.copyOf(deviations);
            checks = List.copyOf(checks);
        }

        String name() {
            return wish.key().version();
        }
    }

    /** Whether rows have to be read. */
    boolean readsRows() {
        return versions.stream().anyMatch(version -> !version.checks().isEmpty());
    }
}
