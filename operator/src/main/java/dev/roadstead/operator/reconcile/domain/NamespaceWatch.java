package dev.roadstead.operator.reconcile.domain;

import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.operator.kube.Catalogue;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Makes every Domain that claims a namespace look again as soon as the mark on it, its labels, or its being there changes:
 * whose it is decides what is granted there.
 */
final class NamespaceWatch {
    private NamespaceWatch() {}

    static EventSource<?, Domain> of(EventSourceContext<Domain> context, Catalogue catalogue) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Namespace.class, Domain.class)
                        .withName("namespaces")
                        .withWatchAllNamespaces()
                        .withSecondaryToPrimaryMapper(namespace ->
                                catalogue.claimantsOf(namespace.getMetadata().getName()).stream()
                                        .map(ResourceID::fromResource)
                                        .collect(Collectors.toSet()))
                        .withOnUpdateFilter(NamespaceWatch::isOther)
                        .build(),
                context);
    }

    private static boolean isOther(Namespace now, Namespace before) {
        ObjectMeta newer = now.getMetadata();
        ObjectMeta older = before.getMetadata();
        return !Objects.equals(newer.getAnnotations(), older.getAnnotations())
                || !Objects.equals(newer.getLabels(), older.getLabels())
                || !Objects.equals(newer.getDeletionTimestamp(), older.getDeletionTimestamp());
    }
}
