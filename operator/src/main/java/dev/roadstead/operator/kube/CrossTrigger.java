package dev.roadstead.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of {@link Wakeups} in one controller: events of its kind go in, wakes for its kind come out. It sees every
 * event, status changes too, whatever the controller itself filters out.
 */
final class CrossTrigger<P extends HasMetadata> extends AbstractEventSource<P, P> implements ResourceEventAware<P> {

    private final Wakeups wakeups;
    private final MadeAnew anew = new MadeAnew(System::nanoTime);

    CrossTrigger(Class<P> kind, Wakeups wakeups) {
        super(kind, "wakeups");
        this.wakeups = wakeups;
    }

    void wake(@Nullable String namespace, String name) {
        getEventHandler().handleEvent(new Event(new ResourceID(name, namespace)));
    }

    /** Wakes one too that JOSDK takes for deleted: of such a one only changes count, and not of one that is being deleted. */
    void lookAgain(@Nullable String namespace, String name) {
        getEventHandler().handleEvent(new ResourceEvent(ResourceAction.UPDATED, new ResourceID(name, namespace), null));
    }

    @Override
    public void onResourceCreated(P resource) {
        if (anew.created(Target.of(resource))) {
            wakeups.madeAnew(Target.of(resource));
        }
        wakeups.changed(null, resource);
    }

    @Override
    public void onResourceUpdated(P newResource, P oldResource) {
        wakeups.changed(oldResource, newResource);
    }

    @Override
    public void onResourceDeleted(P resource) {
        anew.deleted(Target.of(resource));
        wakeups.changed(resource, null);
    }

    @Override
    public Set<P> getSecondaryResources(P primary) {
        return Set.of();
    }
}
