package dev.roadstead.operator.reconcile.outputport;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.change.Breakage;
import dev.roadstead.operator.contract.change.ContractChanges;
import dev.roadstead.operator.contract.change.Dependent;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a port is to serve, whatever its spec asks. Pure.
 *
 * @param versions all of the spec, in its order
 */
public record GateVerdict(List<Judged> versions) {

    /** So that the rest of the message has room in a condition. */
    private static final int LONGEST_YAML = 24_000;

    /** As the CRD has it. */
    private static final int MOST_VERSIONS = 8;

    /**
     * One version.
     *
     * @param serve with the contract that it is to be served by
     * @param revision the name under which that contract is kept; null if it is not served
     * @param breakage what the spec's contract breaks for somebody who is granted access
     * @param asked the version as the spec has it
     * @param exception why it is let through nonetheless; null if it is not, or breaks nobody
     * @param unmet why it is not served, or not as the spec asks, for what Guardrails demand; null if they are content
     */
    public record Judged(
            OutputPortSpec.Version serve,
            @Nullable String revision,
            Breakage breakage,
            OutputPortSpec.Version asked,
            @Nullable String exception,
            @Nullable Refusal unmet) {

        /**
         * A version whose contract differs from the one it is served by.
         *
         * @param revision the name under which the contract asked for is kept
         * @param former the contract that it is served by
         * @param accepted the name under which that one is kept
         * @param dependents who is granted access to it
         * @param excepted why it may break them; null if it may not
         */
        public static Judged against(
                OutputPortSpec.Version version,
                @Nullable String revision,
                Contract former,
                @Nullable String accepted,
                List<Dependent> dependents,
                @Nullable String excepted) {
            Contract asked = version.contract();
            if (asked == null) {
                return through(version.withContract(former), accepted);
            }
            Breakage breakage = Breakage.of(version.name(), ContractChanges.between(former, asked), dependents);
            if (breakage.isNone()) {
                return new Judged(version, revision, breakage, version, null, null);
            }
            return excepted == null
                    ? new Judged(version.withContract(former), accepted, breakage, version, null, null)
                    : new Judged(version, revision, breakage, version, excepted, null);
        }

        public static Judged through(OutputPortSpec.Version version, @Nullable String revision) {
            return new Judged(version, revision, Breakage.none(version.name()), version, null, null);
        }

        /** A version that was never served, and is not now. */
        public static Judged withheld(OutputPortSpec.Version version, Refusal unmet) {
            return new Judged(version.withContract(null), null, Breakage.none(version.name()), version, null, unmet);
        }

        /** The same, but served as before for what Guardrails demand; whom an exception would let break is not broken then. */
        public Judged unmet(Contract former, @Nullable String accepted, Refusal refusal) {
            return new Judged(
                    asked.withContract(former),
                    accepted,
                    exception == null ? breakage : Breakage.none(asked.name()),
                    asked,
                    null,
                    refusal);
        }

        /** The same, kept under this name. */
        Judged keptAs(String name) {
            return new Judged(serve, name, breakage, asked, exception, unmet);
        }

        /** Whether it is not served at all although the spec asks for it. */
        public boolean isWithheld() {
            return unmet != null && serve.contract() == null;
        }

        public boolean isHeld() {
            return !breakage.isNone() && exception == null;
        }
    }

    public GateVerdict {
        versions = List.copyOf(versions);
    }

    static GateVerdict nothingServed(List<OutputPortSpec.Version> versions) {
        return new GateVerdict(
                versions.stream().map(version -> Judged.through(version, null)).toList());
    }

    public List<OutputPortSpec.Version> served() {
        return versions.stream()
                .filter(judged -> !judged.isWithheld())
                .map(Judged::serve)
                .toList();
    }

    /** Those that are not served although the spec asks for them, with the reason why. */
    Map<String, Reason> withheld() {
        return versions.stream()
                .filter(Judged::isWithheld)
                .collect(Collectors.toMap(
                        judged -> judged.serve().name(),
                        judged -> Objects.requireNonNull(judged.unmet()).reason()));
    }

    /** The name under which the contract of a version is kept; null if it is not served. */
    @Nullable
    String revision(String version) {
        return versions.stream()
                .filter(judged -> judged.serve().name().equals(version))
                .flatMap(judged -> Optional.ofNullable(judged.revision()).stream())
                .findFirst()
                .orElse(null);
    }

    public List<Judged> excepted() {
        return versions.stream().filter(judged -> judged.exception() != null).toList();
    }

    /** What is held back, for whom, and what to do. */
    public Optional<Refusal> refusal() {
        List<Refusal> causes = Stream.concat(
                        breaking().stream(),
                        versions.stream().flatMap(judged -> Optional.ofNullable(judged.unmet()).stream()))
                .toList();
        return causes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        causes.getFirst().reason(),
                        causes.stream().map(Refusal::message).collect(Collectors.joining("\n"))));
    }

    private Optional<Refusal> breaking() {
        List<Judged> held = versions.stream().filter(Judged::isHeld).toList();
        if (held.isEmpty()) {
            return Optional.empty();
        }
        String what = held.stream().map(judged -> judged.breakage().toString()).collect(Collectors.joining("; "));
        return Optional.of(new Refusal(
                Reason.BREAKING_CHANGE,
                "spec.versions: served as before, because consumers would break: " + what
                        + ". Publish the change as a version of its own, and deprecate the old one once they know:"
                        + howTo(held)));
    }

    private String howTo(List<Judged> held) {
        String old = " leave the contract of the old version as it was";
        if (versions.size() + held.size() > MOST_VERSIONS) {
            return old + ", remove a version that nobody reads, because a port has at most " + MOST_VERSIONS
                    + ", and add yours as " + next();
        }
        if (isAnyFromElsewhere(held)) {
            return old + " where contractFrom points to, and put yours into another ConfigMap, which " + next()
                    + " names";
        }
        String yaml = yaml();
        return yaml.length() > LONGEST_YAML ? old + ", and add yours as " + next() : "\n" + yaml;
    }

    private static boolean isAnyFromElsewhere(List<Judged> held) {
        return held.stream().anyMatch(judged -> judged.asked().contractFrom() != null);
    }

    /** The versions as they should be written: what is served stays, and what was asked for comes beside it. */
    private String yaml() {
        List<OutputPortSpec.Version> proposed = new ArrayList<>(
                versions.stream().map(judged -> judged.serve().asWritten()).toList());
        int number = nextNumber();
        for (Judged judged : versions) {
            if (judged.isHeld()) {
                proposed.add(new OutputPortSpec.Version(
                        "v" + number,
                        null,
                        null,
                        null,
                        null,
                        judged.asked().store(),
                        contract(judged, "_v" + number),
                        null));
                number++;
            }
        }
        return Serialization.asYaml(Map.of("versions", proposed)).replaceFirst("^---\n", "");
    }

    /** A table has one type for each column, so what shows another type gets a table of its own. */
    private static @Nullable Contract contract(Judged judged, String suffix) {
        Contract asked = judged.asked().contract();
        Contract served = judged.serve().contract();
        return asked == null || served == null ? asked : ContractChanges.apart(served, asked, suffix);
    }

    private String next() {
        return "v" + nextNumber();
    }

    private int nextNumber() {
        return versions.stream()
                        .mapToInt(
                                judged -> Integer.parseInt(judged.serve().name().substring(1)))
                        .max()
                        .orElse(0)
                + 1;
    }
}
