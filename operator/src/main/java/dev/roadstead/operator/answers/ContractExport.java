package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.AccessRequestStatus;
import dev.roadstead.api.v1alpha1.Lifecycle;
import dev.roadstead.api.v1alpha1.OutputPortSpec;
import dev.roadstead.api.v1alpha1.OutputPortStatus;
import dev.roadstead.api.v1alpha1.PostgresStore;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.answers.AnswerException.Kind;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.contract.ContractParser;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.odcs.OdcsServer;
import dev.roadstead.operator.odcs.OdcsSource;
import dev.roadstead.operator.request.GrantKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is exported about a port: each version with what the caller may know about where it is read.
 *
 * @param sources one for each version asked about, in the order of the port
 * @param remarks what is missing, and what to do about it
 */
public record ContractExport(List<OdcsSource> sources, List<String> remarks) {

    private static final String SERVED = "Served";

    public ContractExport {
        sources = List.copyOf(sources);
        remarks = List.copyOf(remarks);
    }

    /**
     * Collects it.
     *
     * @param address a port, or one version of it behind the dot
     * @param reader whose schema the servers name; null for the version's own, which only its owners read
     */
    public static ContractExport of(MeshView mesh, PortAddress address, @Nullable ObjectAddress reader)
            throws AnswerException {
        var whole = new PortAddress(address.domain(), address.name(), null);
        PortView port = PortView.find(mesh, whole);
        List<OutputPortSpec.Version> versions = versions(port, address.part());
        var sources = new ArrayList<OdcsSource>();
        var remarks = new ArrayList<String>();
        for (OutputPortSpec.Version version : versions) {
            List<OdcsServer> servers = reader == null
                    ? ownServers(mesh, port, version.name(), remarks)
                    : readerServers(mesh, address, version.name(), reader, remarks);
            sources.add(new OdcsSource(
                    address.domain(),
                    address.name(),
                    port.port().getSpec().dataProductName(),
                    port.product() == null ? null : port.product().getSpec(),
                    version,
                    contract(version),
                    status(port, version),
                    servers));
        }
        return new ContractExport(sources, remarks.stream().distinct().toList());
    }

    private static List<OutputPortSpec.Version> versions(PortView port, @Nullable String wanted)
            throws AnswerException {
        List<OutputPortSpec.Version> all = port.port().getSpec().versions();
        if (wanted == null) {
            return all;
        }
        List<OutputPortSpec.Version> one =
                all.stream().filter(version -> version.name().equals(wanted)).toList();
        if (one.isEmpty()) {
            throw new AnswerException(
                    Kind.WRONG_NAME,
                    "port " + port.address().port() + " has no version " + wanted + "; "
                            + PortView.near(
                                    wanted,
                                    all.stream()
                                            .map(OutputPortSpec.Version::name)
                                            .toList()));
        }
        return one;
    }

    private static Contract contract(OutputPortSpec.Version version) throws AnswerException {
        return switch (ContractParser.parse(version)) {
            case Parsed.Valid<Contract>(Contract contract) -> contract;
            case Parsed.Invalid<Contract> invalid -> throw new AnswerException(Kind.WRONG_NAME, invalid.message());
        };
    }

    /** The standard's words; inactive is ours, for a version that its owner does not serve. */
    private static String status(PortView port, OutputPortSpec.Version version) {
        Lifecycle lifecycle = port.product() == null
                ? Lifecycle.ACTIVE
                : port.product().getSpec().lifecycleOrDefault();
        return switch (lifecycle) {
            case DRAFT -> "draft";
            case RETIRED -> "retired";
            default -> {
                if (!version.servedOrDefault()) {
                    yield "inactive";
                }
                boolean served = standing(port, version.name())
                        .map(state -> SERVED.equals(state.state()))
                        .orElse(false);
                boolean deprecated = lifecycle == Lifecycle.DEPRECATED || version.deprecatedOrDefault();
                yield !served ? "proposed" : deprecated ? "deprecated" : "active";
            }
        };
    }

    private static Optional<OutputPortStatus.Version> standing(PortView port, String version) {
        OutputPortStatus status = port.port().getStatus();
        return status == null
                ? Optional.empty()
                : status.versions().stream()
                        .filter(state -> state.name().equals(version))
                        .findFirst();
    }

    private static List<OdcsServer> ownServers(MeshView mesh, PortView port, String version, List<String> remarks) {
        String schema = standing(port, version)
                .filter(state -> SERVED.equals(state.state()))
                .map(OutputPortStatus.Version::schema)
                .orElse(null);
        if (schema == null) {
            remarks.add(version + " is not served as far as can be seen, so its document names no server");
            return List.of();
        }
        return server(mesh, port.storeClass(version), schema, remarks);
    }

    private static List<OdcsServer> readerServers(
            MeshView mesh, PortAddress address, String version, ObjectAddress reader, List<String> remarks) {
        List<AccessRequestStatus.Grant> grants =
                mesh.catalogue().requestsForPort(address.domain(), address.name()).stream()
                        .filter(request -> request.getSpec().portRef().version().equals(version))
                        .filter(request -> isOf(mesh, request, reader))
                        .map(AccessRequest::getStatus)
                        .filter(Objects::nonNull)
                        .map(AccessRequestStatus::grant)
                        .filter(Objects::nonNull)
                        .filter(grant -> grant.schema() != null)
                        .toList();
        if (grants.isEmpty()) {
            remarks.add(reader + " has no access to " + version
                    + " as far as can be seen, so its document names no server; roadstead why " + reader
                    + " tells why");
        }
        var servers = new ArrayList<OdcsServer>();
        for (AccessRequestStatus.Grant grant : grants) {
            servers.addAll(server(mesh, grant.storeClassName(), String.valueOf(grant.schema()), remarks));
        }
        return servers;
    }

    private static boolean isOf(MeshView mesh, AccessRequest request, ObjectAddress reader) {
        String domain = mesh.domainOf(request);
        return domain.equals(reader.domain())
                && (request.getMetadata().getName().equals(reader.name())
                        || GrantKeys.of(request, domain).subject().name().equals(reader.name()));
    }

    private static List<OdcsServer> server(
            MeshView mesh, @Nullable String className, String schema, List<String> remarks) {
        StoreClass found = className == null
                ? null
                : mesh.catalogue().storeClass(className).orElse(null);
        if (found == null || className == null) {
            remarks.add(
                    "the StoreClass that holds the data can't be seen, so the document names no server; host, port and"
                            + " database stand in the Secret of whoever may read it");
            return List.of();
        }
        PostgresStore store = found.getSpec().postgres();
        return List.of(new OdcsServer(className, store.host(), store.portOrDefault(), store.database(), schema));
    }
}
