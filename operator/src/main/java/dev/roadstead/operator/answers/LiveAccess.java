package dev.roadstead.operator.answers;

import static dev.roadstead.operator.status.ConditionType.GRANTED;
import static dev.roadstead.operator.status.ConditionType.PROVISIONED;
import static dev.roadstead.operator.status.ConditionType.VERIFIED;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestSpec;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.request.GrantKeys;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One grant that holds now, as the status of its request tells.
 *
 * @param consumer {@code product insights/delays} or {@code request insights/dashboard}
 * @param request {@code domain/name} of the AccessRequest
 * @param port {@code flights/departures}
 * @param rows which rows; null for all
 * @param until the first instant at which it is over; null for no end
 * @param policies that allow it, in the port's domain
 * @param verified whether the port was read with this credential, and still answers
 * @param withheld why the port answers with an error although access is granted, as its condition tells; null if it does not
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record LiveAccess(
        String consumer,
        String request,
        String port,
        String version,
        String purpose,
        @Nullable Columns columns,
        @Nullable String rows,
        @Nullable String since,
        @Nullable String until,
        List<String> policies,
        boolean verified,
        @Nullable String withheld,
        @Nullable String storeClass,
        @Nullable String login,
        @Nullable String schema,
        @JsonIgnore GrantKey key,
        @JsonIgnore boolean product) {

    /** Every grant that can be seen and has not ended. */
    static List<LiveAccess> in(MeshView mesh, Instant now) {
        return mesh.catalogue()
                .all()
                .filter(AccessRequest.class::isInstance)
                .map(AccessRequest.class::cast)
                .flatMap(request -> of(mesh, request, now).stream())
                .sorted(Comparator.comparing(LiveAccess::port)
                        .thenComparing(LiveAccess::version)
                        .thenComparing(LiveAccess::consumer)
                        .thenComparing(LiveAccess::purpose))
                .toList();
    }

    /** What a request has; empty if it has nothing now. */
    static Optional<LiveAccess> of(MeshView mesh, AccessRequest request, Instant now) {
        AccessRequestStatus status = request.getStatus();
        AccessRequestStatus.Grant grant = status == null ? null : status.grant();
        if (status == null || grant == null || !holds(status, GRANTED) || isOver(grant.notAfter(), now)) {
            return Optional.empty();
        }
        return Optional.of(of(mesh, request, status, grant));
    }

    /** What a store honours although its request does not tell of it, such as where it could not be changed. */
    static LiveAccess honoured(MeshView mesh, AccessRequest request) {
        AccessRequestStatus status = request.getStatus();
        return of(mesh, request, status, status == null ? null : status.grant());
    }

    private static LiveAccess of(
            MeshView mesh,
            AccessRequest request,
            @Nullable AccessRequestStatus status,
            AccessRequestStatus.@Nullable Grant grant) {
        String domain = mesh.domainOf(request);
        AccessRequestStatus.Lens lens = status == null ? null : status.lens();
        var ref = request.getSpec().portRef();
        AccessRequestSpec.Consumer reader = request.getSpec().consumer();
        Optional<OutputPort> port = mesh.namespaceOf(ref.domain())
                .flatMap(namespace -> mesh.catalogue().port(namespace, ref.name()));
        String withheld = port.flatMap(found -> withheld(found, ref.version())).orElse(null);
        return new LiveAccess(
                reader != null
                        ? "product " + domain + "/" + reader.productName()
                        : "request " + domain + "/" + request.getMetadata().getName(),
                domain + "/" + request.getMetadata().getName(),
                ref.domain() + "/" + ref.name(),
                ref.version(),
                request.getSpec().purpose(),
                lens == null
                        ? null
                        : Columns.of(
                                lens,
                                port.flatMap(found -> contract(found, ref.version()))
                                        .orElse(null)),
                lens == null ? null : lens.rowFilter(),
                grant == null ? null : grant.startTime(),
                grant == null ? null : grant.notAfter(),
                status == null
                        ? List.of()
                        : status.policies().stream()
                                .map(AccessRequestStatus.PolicyUse::name)
                                .sorted()
                                .toList(),
                status != null && holds(status, GRANTED) && holds(status, VERIFIED) && withheld == null,
                withheld,
                grant == null ? null : grant.storeClassName(),
                grant == null ? null : grant.login(),
                grant == null ? null : grant.schema(),
                GrantKeys.of(request, domain),
                reader != null);
    }

    /** How many columns are seen in which way. */
    String sees() {
        return columns == null ? "unknown" : columns.summary();
    }

    static boolean holds(AccessRequestStatus status, ConditionType type) {
        Condition condition = status.condition(type.wireName());
        return condition != null && Condition.TRUE.equals(condition.status());
    }

    /** The store refuses from the end on, whether or not the status says so yet. */
    private static boolean isOver(@Nullable String notAfter, Instant now) {
        return notAfter != null && !now.isBefore(Instant.parse(notAfter));
    }

    /** The proof is older than the code that was found in the table; from then on every statement is refused. */
    private static Optional<String> withheld(OutputPort port, String version) {
        OutputPortStatus status = port.getStatus();
        String unsafe = Reason.UNSAFE_RELATION.wireName();
        if (status == null
                || status.versions().stream()
                        .noneMatch(known -> known.name().equals(version) && unsafe.equals(known.state()))) {
            return Optional.empty();
        }
        Condition told = status.condition(PROVISIONED.wireName());
        return Optional.of(
                told != null && unsafe.equals(told.reason())
                        ? unsafe + ": " + told.message()
                        : unsafe + ": " + Reason.UNSAFE_RELATION.meaning());
    }

    /** For a table: whether it was read, and what keeps it from being read now. */
    String proof() {
        return proof(verified, withheld);
    }

    static String proof(boolean verified, @Nullable String withheld) {
        return withheld != null ? "no: " + Reason.UNSAFE_RELATION.wireName() : verified ? "yes" : "no";
    }

    /** Which versions show nothing to whoever is granted them, and why; nothing if all of them do. */
    static List<Sheet> withheld(Stream<Withheld> found) {
        List<List<String>> rows = found.filter(each -> each.why() != null)
                .map(each -> List.of(each.version(), String.valueOf(each.why())))
                .distinct()
                .toList();
        return rows.isEmpty()
                ? List.of()
                : List.of(new Sheet("Granted, but answers with an error now", List.of("VERSION", "WHY"), rows, ""));
    }

    /**
     * What a port says of a version.
     *
     * @param why null if it shows what it should
     */
    record Withheld(String version, @Nullable String why) {}

    /** The contract of a version; empty if there is none that can be read. */
    static Optional<Contract> contract(OutputPort port, String version) {
        return port.getSpec().versions().stream()
                .filter(candidate -> candidate.name().equals(version))
                .findFirst()
                .flatMap(found -> ContractParser.parse(found) instanceof Parsed.Valid<Contract>(Contract contract)
                        ? Optional.of(contract)
                        : Optional.empty());
    }
}
