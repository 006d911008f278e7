package dev.roadstead.operator.source;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.ContractSource;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import dev.roadstead.operator.odcs.read.OdcsContract;
import dev.roadstead.operator.odcs.read.OdcsReader;
import dev.roadstead.operator.status.Reason;
import dev.roadstead.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What lies where a version says that its contract lies: a contract, or a reason why there is none. Pure. */
public sealed interface ContractFile {

    /** How many violations a message holds. */
    int SHOWN = 5;

    record Found(Contract contract) implements ContractFile {}

    /**
     * There is none.
     *
     * @param faults everything that is wrong, each with its field, where the refusal holds only the first
     */
    record Missing(Refusal refusal, List<String> faults) implements ContractFile {
        public Missing {
            faults = List.copyOf(faults);
        }
    }

    /**
     * Reads it.
     *
     * @param map the ConfigMap of that name; null if there is none
     */
    static ContractFile of(String version, ContractSource source, @Nullable ConfigMap map) {
        ContractSource.ConfigMapKey ref = source.configMapKeyRef();
        String field = "spec.versions[" + version + "].contractFrom.configMapKeyRef: ";
        if (map == null) {
            return missing(
                    Reason.CONTRACT_NOT_FOUND,
                    field + "this namespace has no ConfigMap " + ref.name() + "; create it with the label "
                            + ContractSource.LABEL + ": \"true\", or correct the name");
        }
        Map<String, String> labels = map.getMetadata().getLabels();
        if (labels == null || !"true".equals(labels.get(ContractSource.LABEL))) {
            return missing(
                    Reason.CONTRACT_NOT_FOUND,
                    field + "ConfigMap " + ref.name() + " has no label " + ContractSource.LABEL
                            + ": \"true\", so a change of it would not be seen; add the label");
        }
        if (map.getBinaryData() != null && map.getBinaryData().containsKey(ref.key())) {
            return missing(
                    Reason.CONTRACT_NOT_READABLE,
                    field + "key " + ref.key() + " of ConfigMap " + ref.name()
                            + " holds bytes that are no text in UTF-8; save the contract as UTF-8");
        }
        String text = map.getData() == null ? null : map.getData().get(ref.key());
        if (text == null) {
            return missing(
                    Reason.CONTRACT_NOT_FOUND,
                    field + "ConfigMap " + ref.name() + " has no key " + ref.key() + keys(map)
                            + "; add the key, or correct its name");
        }
        return switch (OdcsReader.read(text)) {
            case Parsed.Valid<OdcsContract>(OdcsContract read) -> new Found(read.contract());
            case Parsed.Invalid<OdcsContract>(List<Violation> violations) ->
                unservable(field + "key " + ref.key() + " of ConfigMap " + ref.name(), violations);
        };
    }

    /** The version with the contract that lies there; without one if there is none. */
    default OutputPortSpec.Version in(OutputPortSpec.Version version) {
        return version.withContract(this instanceof Found(Contract contract) ? contract : null);
    }

    private static String keys(ConfigMap map) {
        return map.getData() == null || map.getData().isEmpty()
                ? ""
                : ", only "
                        + map.getData().keySet().stream().sorted().limit(SHOWN).collect(Collectors.joining(", "));
    }

    private static String shown(List<Violation> violations) {
        String first = violations.stream().limit(SHOWN).map(Violation::message).collect(Collectors.joining("\n"));
        return violations.size() > SHOWN ? first + "\nand " + (violations.size() - SHOWN) + " more" : first;
    }

    private static ContractFile unservable(String place, List<Violation> violations) {
        return new Missing(
                new Refusal(Reason.CONTRACT_NOT_READABLE, place + " can't be served:\n" + shown(violations)),
                violations.stream()
                        .map(violation -> place + ": " + violation.message())
                        .toList());
    }

    private static ContractFile missing(Reason reason, String message) {
        return new Missing(new Refusal(reason, message), List.of(message));
    }
}
