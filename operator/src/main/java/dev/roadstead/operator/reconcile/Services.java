package dev.roadstead.operator.reconcile;

import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.backend.BackendRegistry;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.checks.ContractChecks;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.EventRecorder;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.kube.Wakeups;
import dev.roadstead.operator.protection.Protection;
import dev.roadstead.operator.revision.ContractRevisions;
import dev.roadstead.operator.source.ContractSources;
import dev.roadstead.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What every reconciler works with.
 *
 * @param namespace the operator's own, where store credentials lie
 * @param meshId the identity that marks in stores and on Namespaces carry
 * @param revisions the contracts that were accepted
 * @param sources the contracts that do not stand in specs
 * @param pace of looks that nothing sets off
 * @param orphanGrace how long something must be in a store without an object before it ends
 * @param checks of the data that ports show
 * @param maskKey what values are hashed with in all stores of the mesh
 */
public record Services(
        KubernetesClient client,
        Catalogue catalogue,
        NamespaceHolders holders,
        Wakeups wakeups,
        StatusWriter status,
        Protection protection,
        ContractRevisions revisions,
        ContractSources sources,
        EventRecorder events,
        Secrets secrets,
        BackendRegistry backends,
        BackendFactory backendFactory,
        Clock clock,
        Resync resync,
        Pace pace,
        Duration orphanGrace,
        ContractChecks checks,
        String namespace,
        String meshId,
        MaskKey maskKey,
        MeterRegistry metrics) {

    /** What {@code prepareEventSources} returns: the cache goes to the catalogue, and the controller can be woken. */
    public <P extends HasMetadata> List<EventSource<?, P>> eventSources(EventSourceContext<P> context) {
        Class<P> kind = context.getPrimaryResourceClass();
        catalogue.add(kind, context.getPrimaryCache());
        return List.of(wakeups.sourceFor(kind));
    }
}
