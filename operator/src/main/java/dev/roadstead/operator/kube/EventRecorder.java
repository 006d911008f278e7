package dev.roadstead.operator.kube;

import dev.roadstead.operator.status.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people, in {@code kubectl describe}, what happened to an object. Saying the same again within ten minutes writes
 * nothing. Events are a courtesy: one that can't be written is logged, and the reconcile goes on.
 */
public final class EventRecorder {

    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);

    static final Duration SILENCE = Duration.ofMinutes(10);

    /** The API server's own limit for a note, in bytes. */
    private static final int LONGEST_NOTE = 1024;

    private static final String CUT = " …";

    private static final int LONGEST_PREFIX = 200;
    private static final int REMEMBERED = 10_000;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private record Said(String uid, String reason, String note) {}

    private final KubernetesClient client;
    private final InstantSource clock;
    private final String instance;
    private final Map<Said, Instant> said = new LinkedHashMap<>();

    /**
     * @param instance who reports, for instance the name of the pod
     */
    public EventRecorder(KubernetesClient client, InstantSource clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.instance = instance;
    }

    /** Something went as it should. {@code action} is what was done, in CamelCase, such as Grant. */
    public void normal(HasMetadata object, Reason reason, String action, String note) {
        record(object, "Normal", reason, action, note);
    }

    /** Something needs a person's attention. */
    public void warning(HasMetadata object, Reason reason, String action, String note) {
        record(object, "Warning", reason, action, note);
    }

    /**
     * Something went as it should and is told once, also by an operator that does not know that the one before has told it: as
     * long as the API server keeps the Event, it takes no second one.
     *
     * @param occasion tells this time from any other one that the same reason has for the object
     */
    public void once(HasMetadata object, Reason reason, String action, String note, String occasion) {
        ObjectMeta named = meta(object);
        String words = object.getMetadata().getUid() + " " + reason.wireName() + " " + occasion;
        named.setName(prefix(object.getMetadata().getName())
                + UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8)));
        send(object, named, "Normal", reason, action, fitting(note));
    }

    private void record(HasMetadata object, String type, Reason reason, String action, String note) {
        String fitting = fitting(note);
        if (isNews(new Said(object.getMetadata().getUid(), reason.wireName(), fitting))) {
            ObjectMeta unnamed = meta(object);
            unnamed.setGenerateName(prefix(object.getMetadata().getName()));
            send(object, unnamed, type, reason, action, fitting);
        }
    }

    /** Events about cluster-wide objects live in the default namespace, as kubectl describe expects. */
    private static ObjectMeta meta(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectMetaBuilder()
                .withNamespace(namespace == null ? "default" : namespace)
                .build();
    }

    private void send(HasMetadata object, ObjectMeta meta, String type, Reason reason, String action, String note) {
        String namespace = object.getMetadata().getNamespace();
        var event = new EventBuilder()
                .withMetadata(meta)
                .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                .withReportingController("roadstead.dev/operator")
                .withReportingInstance(instance)
                .withType(type)
                .withReason(reason.wireName())
                .withAction(action)
                .withNote(note)
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(object.getApiVersion())
                        .withKind(object.getKind())
                        .withNamespace(namespace)
                        .withName(object.getMetadata().getName())
                        .withUid(object.getMetadata().getUid())
                        .withResourceVersion(object.getMetadata().getResourceVersion())
                        .build())
                .build();
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (meta.getName() != null && e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return;
            }
            log.warn(
                    "event not recorded kind={} namespace={} name={} reason={} code={}",
                    object.getKind(),
                    namespace,
                    object.getMetadata().getName(),
                    reason,
                    e.getCode());
        }
    }

    /**
     * A note that ends with a pointer to where more stands, however long the text before it is.
     *
     * @param pointer short, with what separates it from the text
     */
    public static String pointing(String text, String pointer) {
        return cut(text, LONGEST_NOTE - bytes(pointer)) + pointer;
    }

    static String fitting(String note) {
        return cut(note, LONGEST_NOTE);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String cut(String note, int most) {
        if (bytes(note) <= most) {
            return note;
        }
        int room = most - bytes(CUT);
        int end = 0;
        while (true) {
            int next = note.codePointAt(end);
            room -= bytes(Character.toString(next));
            if (room < 0) {
                return note.substring(0, end) + CUT;
            }
            end += Character.charCount(next);
        }
    }

    /** The API server adds a few letters, and a name may be as long as names can be. */
    private static String prefix(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_PREFIX)) + "-";
    }

    private synchronized boolean isNews(Said words) {
        Instant now = clock.instant();
        Instant before = said.get(words);
        if (before != null && before.plus(SILENCE).isAfter(now)) {
            return false;
        }
        said.remove(words);
        said.put(words, now);
        var oldest = said.entrySet().iterator();
        while (oldest.hasNext()) {
            var entry = oldest.next();
            if (said.size() <= REMEMBERED && entry.getValue().plus(SILENCE).isAfter(now)) {
                break;
            }
            oldest.remove();
        }
        return true;
    }
}
