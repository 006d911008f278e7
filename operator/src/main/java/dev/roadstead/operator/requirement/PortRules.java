package dev.roadstead.operator.requirement;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.access.DurationText;
import dev.roadstead.operator.access.GuardDemands;
import dev.roadstead.operator.access.RequiredField;
import dev.roadstead.operator.contract.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What may be demanded of an OutputPort. */
final class PortRules {

    private static final List<BiFunction<PortFacts, GuardDemands, Stream<Gap>>> RULES = List.of(
            PortRules::name,
            PortRules::relationNames,
            PortRules::columnNames,
            PortRules::description,
            PortRules::classification,
            PortRules::serviceLevel,
            PortRules::storeClass,
            PortRules::sunsetNotice);

    /** What falls short of the demands, rule by rule. */
    static Stream<Gap> gaps(PortFacts port, GuardDemands demands) {
        return RULES.stream().flatMap(rule -> rule.apply(port, demands));
    }

    private static Stream<Gap> name(PortFacts port, GuardDemands demands) {
        return Gap.name(null, "metadata.name", port.name(), demands.names().ports());
    }

    private static Stream<Gap> relationNames(PortFacts port, GuardDemands demands) {
        return demands.names().relations() == null
                ? Stream.empty()
                : relations(port)
                        .flatMap(at -> Gap.name(
                                at.version().name(),
                                at.field() + ".name",
                                at.relation().name(),
                                demands.names().relations()));
    }

    private static Stream<Gap> columnNames(PortFacts port, GuardDemands demands) {
        return demands.names().columns() == null
                ? Stream.empty()
                : relations(port)
                        .flatMap(at -> at.relation().properties().stream()
                                .flatMap(column -> Gap.name(
                                        at.version().name(),
                                        at.field(column) + ".name",
                                        column.name(),
                                        demands.names().columns())));
    }

    private static Stream<Gap> description(PortFacts port, GuardDemands demands) {
        if (!demands.requires(RequiredField.DESCRIPTION)) {
            return Stream.empty();
        }
        return contracts(port)
                .filter(at -> at.contract().description() == null
                        || ProductRules.isBlank(at.contract().description().purpose()))
                .map(at -> gap(
                        at.version(),
                        ".contract.description.purpose",
                        "the contract does not say why the data exists",
                        "write it"));
    }

    private static Stream<Gap> classification(PortFacts port, GuardDemands demands) {
        if (!demands.requires(RequiredField.CLASSIFICATION)) {
            return Stream.empty();
        }
        return relations(port)
                .flatMap(at -> at.relation().properties().stream()
                        .filter(column -> ProductRules.isBlank(column.classification()))
                        .map(column -> new Gap(
                                at.version().name(),
                                new Violation(
                                        at.field(column) + ".classification",
                                        "column " + column.name() + " has no classification",
                                        "write how sensitive its values are, in the words of your organisation"))));
    }

    private static Stream<Gap> serviceLevel(PortFacts port, GuardDemands demands) {
        if (!demands.requires(RequiredField.SERVICE_LEVEL)) {
            return Stream.empty();
        }
        return contracts(port)
                .filter(at -> at.contract().slaProperties().isEmpty())
                .map(at -> gap(
                        at.version(),
                        ".contract.slaProperties",
                        "the contract does not say what consumers may expect",
                        "name at least one, such as frequency or retention"));
    }

    /** What a port as a whole lies in is its product's matter. */
    private static Stream<Gap> storeClass(PortFacts port, GuardDemands demands) {
        if (demands.storeClasses().isEmpty()) {
            return Stream.empty();
        }
        String allowed = demands.storeClasses().stream().sorted().collect(Collectors.joining(", "));
        return port.versions().stream().flatMap(version -> {
            String name = port.storeClasses().get(version.name());
            return name == null || demands.storeClasses().contains(name)
                    ? Stream.empty()
                    : Stream.of(gap(
                            version,
                            ".store",
                            "no data may be kept in StoreClass " + name,
                            "serve it from a store in one of " + allowed));
        });
    }

    /** A matter of the version's consumers: a version that came with its end surprises nobody. */
    private static Stream<Gap> sunsetNotice(PortFacts port, GuardDemands demands) {
        Duration notice = demands.sunsetNotice();
        if (notice == null || port.noticeExcepted()) {
            return Stream.empty();
        }
        return port.versions().stream().flatMap(version -> late(port, version, notice).stream());
    }

    private static Optional<Gap> late(PortFacts port, OutputPortSpec.Version version, Duration notice) {
        Sunset sunset = port.sunsets().get(version.name());
        if (sunset == null
                || !sunset.end(notice).isAfter(sunset.time())
                || !sunset.end(notice).isAfter(port.now())) {
            return Optional.empty();
        }
        return Optional.of(gap(
                version,
                ".sunsetTime",
                "consumers must know it for " + DurationText.of(notice) + " and were told at " + sunset.announced(),
                "set it to " + sunset.end(notice) + " or later; until then the version stays protected"));
    }

    private record At(OutputPortSpec.Version version, Contract.Relation relation) {

        String field() {
            return PortRules.field(version) + ".contract.schema[" + relation.name() + "]";
        }

        String field(Contract.Column column) {
            return field() + ".properties[" + column.name() + "]";
        }
    }

    private static Stream<At> relations(PortFacts port) {
        return contracts(port)
                .flatMap(
                        known -> known.contract().schema().stream().map(relation -> new At(known.version(), relation)));
    }

    private record Known(OutputPortSpec.Version version, Contract contract) {}

    /** A contract that lies elsewhere and can't be read is no reason to say what it lacks. */
    private static Stream<Known> contracts(PortFacts port) {
        return port.versions().stream()
                .flatMap(version ->
                        Optional.ofNullable(version.contract()).stream().map(contract -> new Known(version, contract)));
    }

    private static Gap gap(OutputPortSpec.Version version, String field, String cause, String remedy) {
        return new Gap(version.name(), new Violation(field(version) + field, cause, remedy));
    }

    private static String field(OutputPortSpec.Version version) {
        return "spec.versions[" + version.name() + "]";
    }

    private PortRules() {}
}
