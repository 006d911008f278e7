package dev.roadstead.operator.status;

import dev.roadstead.api.v1alpha1.ConditionedStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The one class that writes the status of our objects. It uses the plain client: JOSDK's own ways ({@code
 * UpdateControl.patchStatus} and {@code resourceOperations()}) hide events that arrive while they write, and in 5.3 an
 * edit of the spec that lands in that window is never reconciled. So every reconciler writes here and returns {@code
 * UpdateControl.noUpdate()}; {@code StatusRaceIT} holds it.
 *
 * <p>Writes are server-side applies of the whole status by one field manager. What is missing from the new status goes
 * away; a status equal to the one that stands is not sent.
 */
public final class StatusWriter {

    /** The name under which the API server records our fields. */
    public static final String FIELD_MANAGER = "roadstead";

    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(FIELD_MANAGER)
            .withForce(true)
            .build();

    private final KubernetesClient client;
    private final RecentWrites recent;

    public StatusWriter(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.recent = new RecentWrites(clock);
    }

    /**
     * The newest status known: what we wrote last if the object was read before that write arrived in the cache, else
     * what the object says. Reconciles start from it, or a second pass in quick succession would take the status of
     * the one before last for the current one.
     */
    public <S extends ConditionedStatus> @Nullable S current(CustomResource<?, S> object) {
        return recent.newerThan(object).orElseGet(object::getStatus);
    }

    /**
     * Makes this the status of the object, unless it is already.
     *
     * @return whether something was sent
     */
    public <S extends ConditionedStatus> boolean write(CustomResource<?, S> object, S next) {
        return !next.equals(current(object)) && send(object, next, null);
    }

    /**
     * Makes this the status of the object if nothing has happened to it since the newest state that we know.
     *
     * @return whether it was sent, and taken
     */
    public <S extends ConditionedStatus> boolean writeIfUnchanged(CustomResource<?, S> object, S next) {
        return send(
                object,
                next,
                recent.newerVersion(object).orElse(object.getMetadata().getResourceVersion()));
    }

    /**
     * Makes this the status of the object if it still is as it was read just now.
     *
     * @return whether it was sent, and taken
     */
    public <S extends ConditionedStatus> boolean writeOnto(CustomResource<?, S> read, S next) {
        return send(read, next, read.getMetadata().getResourceVersion());
    }

    private <S extends ConditionedStatus> boolean send(CustomResource<?, S> object, S next, @Nullable String onlyOnto) {
        try {
            CustomResource<?, S> answer = client.resource(bare(object, next, onlyOnto))
                    .subresource("status")
                    .patch(APPLY);
            recent.wrote(answer, next);
            return true;
        } catch (KubernetesClientException e) {
            boolean gone =
                    e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_CONFLICT;
            if (gone) {
                return false;
            }
            throw e;
        }
    }

    /** Nothing but identity and status. The uid makes the write miss an object that was made anew under this name. */
    private static <S, T extends CustomResource<?, S>> T bare(T object, S next, @Nullable String onlyOnto) {
        ObjectMeta meta = object.getMetadata();
        T bare = newInstance(object);
        bare.setMetadata(new ObjectMetaBuilder()
                .withName(meta.getName())
                .withNamespace(meta.getNamespace())
                .withUid(meta.getUid())
                .withResourceVersion(onlyOnto)
                .build());
        bare.setStatus(next);
        return bare;
    }

    @SuppressWarnings("unchecked") // getClass() of a T makes a T
    private static <T extends CustomResource<?, ?>> T newInstance(T object) {
        try {
            T instance = (T) object.getClass().getDeclaredConstructor().newInstance();
            instance.setSpec(null);
            return instance;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(object.getClass() + " has no constructor without parameters", e);
        }
    }
}
