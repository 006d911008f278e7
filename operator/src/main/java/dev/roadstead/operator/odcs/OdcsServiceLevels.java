package dev.roadstead.operator.odcs;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.LogicalType;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.ServiceLevelProperty;
import dev.roadstead.operator.contract.OptionValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a version promises of the service, with its own end, which stands outside its contract. */
final class OdcsServiceLevels {

    static List<Map<String, Object>> of(OutputPortSpec.Version version, Contract contract) {
        Stream<Map<String, Object>> promised = contract.slaProperties().stream().map(OdcsServiceLevels::level);
        String sunset = version.sunsetTime();
        return sunset == null
                ? promised.toList()
                : Stream.concat(
                                promised,
                                Stream.of(new Fields()
                                        .put("property", "endOfSupport")
                                        .put("value", sunset)
                                        .map()))
                        .toList();
    }

    private static Map<String, Object> level(ServiceLevelProperty level) {
        return new Fields()
                .put("property", level.property())
                .put("value", OptionValue.of(level.valueText(), LogicalType.NUMBER))
                .put("unit", level.unit())
                .put("element", level.element())
                .put("driver", level.driver())
                .put("description", level.description())
                .put("scheduler", level.scheduler())
                .put("schedule", level.schedule())
                .map();
    }

    private OdcsServiceLevels() {}
}
