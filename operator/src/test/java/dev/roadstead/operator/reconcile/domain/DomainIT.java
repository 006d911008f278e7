package dev.roadstead.operator.reconcile.domain;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.DomainSpec;
import dev.roadstead.api.v1alpha1.NamespacePolicy;
import dev.roadstead.api.v1alpha1.PostgresStore;
import dev.roadstead.api.v1alpha1.SecretRef;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.StoreClassSpec;
import dev.roadstead.api.v1alpha1.Subject;
import dev.roadstead.api.v1alpha1.SubjectKind;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.testing.FakeBackends;
import dev.roadstead.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainIT {

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Duration SOON = Duration.ofMinutes(1);

    private static OperatorUnderTest operator;
    private static KubernetesClient client;
    private static FakeBackends stores;

    @BeforeAll
    static void start() {
        stores = new FakeBackends();
        operator = OperatorUnderTest.start(stores);
        client = operator.admin();
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @Test
    void makesItsNamespaceAndSaysWhoMayDoWhat() {
        String name = newName();
        apply(domain(name, spec(null, null, List.of(group("makers")), List.of(user("ann")))));

        Domain ready = awaitReason(name, "Ready", "Ready");
        assertEquals(name, ready.getStatus().namespace());
        assertEquals(0, ready.getStatus().dataProducts());

        Namespace namespace = client.namespaces().withName(name).get();
        assertEquals(
                Map.of("roadstead.dev/domain", name, "roadstead.dev/mesh-id", operator.meshId()),
                namespace.getMetadata().getAnnotations());
        assertEquals(name, namespace.getMetadata().getLabels().get("roadstead.dev/domain"));
        assertTrue(namespace.getMetadata().getOwnerReferences().isEmpty(), "deleting the Domain must not delete data");

        assertEquals(List.of("makers"), subjectsOf(name, "roadstead-producer"));
        assertEquals(List.of("makers"), subjectsOf(name, "roadstead-consumer"));
        assertEquals(List.of("ann"), subjectsOf(name, "roadstead-steward"));
        RoleBinding own = binding(name, "roadstead-operator");
        assertEquals("roadstead-operator-domain", own.getRoleRef().getName());
        assertEquals("ServiceAccount", own.getSubjects().getFirst().getKind());
        assertEquals(operator.namespace(), own.getSubjects().getFirst().getNamespace());
    }

    @Test
    void ownersAreStewardsUnlessOthersAreNamed() {
        String name = newName();
        apply(domain(name, spec(null, null, List.of(group("makers")), List.of())));
        awaitReason(name, "Ready", "Ready");
        assertEquals(List.of("makers"), subjectsOf(name, "roadstead-steward"));
    }

    @Test
    void refusesANamespaceItDidNotMake() {
        String name = newName();
        Namespace before = makeNamespace(name, Map.of("team", "x"), Map.of());
        apply(domain(name, owned()));

        Domain refused = awaitReason(name, "Ready", "NamespaceExists");
        assertTrue(message(refused, "Ready").contains("Adopt"), message(refused, "Ready"));
        assertNull(refused.getStatus().namespace());
        Namespace after = client.namespaces().withName(name).get();
        assertEquals(
                before.getMetadata().getResourceVersion(), after.getMetadata().getResourceVersion());
        assertNull(binding(name, "roadstead-producer"));
    }

    @Test
    void aLabelOnANamespaceClaimsNothing() {
        String name = newName();
        makeNamespace(name, Map.of("roadstead.dev/domain", name), Map.of());
        apply(domain(name, owned()));
        awaitReason(name, "Ready", "NamespaceExists");
    }

    @Test
    void adoptsANamespaceAndChangesNothingElseInIt() {
        String name = newName();
        makeNamespace(name, Map.of("team", "x", "pod-security.kubernetes.io/enforce", "baseline"), Map.of("a", "b"));
        apply(domain(name, spec(null, NamespacePolicy.ADOPT, List.of(group("makers")), List.of())));

        awaitReason(name, "Ready", "Ready");
        Namespace adopted = client.namespaces().withName(name).get();
        assertEquals("x", adopted.getMetadata().getLabels().get("team"));
        assertEquals("baseline", adopted.getMetadata().getLabels().get("pod-security.kubernetes.io/enforce"));
        assertEquals("b", adopted.getMetadata().getAnnotations().get("a"));
        assertEquals(name, adopted.getMetadata().getAnnotations().get("roadstead.dev/domain"));
    }

    @Test
    void adoptNeedsANamespace() {
        String name = newName();
        apply(domain(name, spec(null, NamespacePolicy.ADOPT, List.of(group("makers")), List.of())));
        awaitReason(name, "Ready", "NamespaceNotFound");
    }

    @Test
    void theSecondDomainOnANamespaceIsInConflict() {
        String shared = newName();
        String other = newName();
        apply(domain(shared, owned()));
        awaitReason(shared, "Ready", "Ready");
        apply(domain(other, spec(shared, NamespacePolicy.ADOPT, List.of(group("others")), List.of())));

        Domain refused = awaitReason(other, "Ready", "Conflict");
        assertTrue(message(refused, "Ready").contains(shared), message(refused, "Ready"));
        assertEquals(List.of("makers"), subjectsOf(shared, "roadstead-producer"));
        assertEquals(
                "True",
                condition(client.resources(Domain.class).withName(shared).get(), "Ready")
                        .status());
    }

    @Test
    void ofManyDomainsOnOneNamespaceExactlyOneGetsIt() {
        String shared = newName();
        makeNamespace(shared, Map.of(), Map.of());
        List<String> rivals = List.of(newName(), newName(), newName(), newName(), newName());
        rivals.parallelStream()
                .forEach(name -> apply(
                        domain(name, spec(shared, NamespacePolicy.ADOPT, List.of(group("g-" + name)), List.of()))));

        await().atMost(SOON).until(() -> rivals.stream().allMatch(name -> reason(name, "Ready") != null));
        List<String> winners = rivals.stream()
                .filter(name -> "Ready".equals(reason(name, "Ready")))
                .toList();
        assertEquals(1, winners.size(), winners.toString());
        assertEquals(List.of("g-" + winners.getFirst()), subjectsOf(shared, "roadstead-producer"));
        rivals.stream()
                .filter(name -> !winners.contains(name))
                .forEach(name -> assertEquals("Conflict", reason(name, "Ready")));
    }

    @Test
    void takesRightsAwayWithTheOwnerAndRepairsWhatOthersAlter() {
        String name = newName();
        apply(domain(name, spec(null, null, List.of(group("makers"), group("leavers")), List.of())));
        awaitReason(name, "Ready", "Ready");
        assertEquals(List.of("makers", "leavers"), subjectsOf(name, "roadstead-producer"));

        apply(domain(name, spec(null, null, List.of(group("makers")), List.of())));
        await().atMost(SOON).until(() -> subjectsOf(name, "roadstead-producer").equals(List.of("makers")));
        await().atMost(SOON).until(() -> subjectsOf(name, "roadstead-steward").equals(List.of("makers")));

        RoleBinding altered = binding(name, "roadstead-consumer");
        client.resource(altered).delete();
        altered.getMetadata().setResourceVersion(null);
        altered.getMetadata().setManagedFields(null);
        altered.getRoleRef().setName("cluster-admin");
        client.resource(altered).create();
        touch(name);
        await().atMost(SOON)
                .until(() -> Optional.ofNullable(binding(name, "roadstead-consumer"))
                        .filter(now ->
                                "roadstead-consumer".equals(now.getRoleRef().getName()))
                        .isPresent());
    }

    @Test
    void aSecondLookWritesNothing() {
        String name = newName();
        apply(domain(name, owned()));
        awaitReason(name, "Ready", "Ready");
        String before = client.resources(Domain.class)
                .withName(name)
                .get()
                .getMetadata()
                .getResourceVersion();

        operator.restart();
        operator.requests().clear();
        operator.runtime().wake(Domain.class, null, name);
        await().atMost(SOON)
                .until(() -> !operator.requests()
                        .reads("/namespaces/" + name + "/rolebindings/roadstead-steward")
                        .isEmpty());
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);

        assertEquals(List.of(), operator.requests().writes(name));
        assertEquals(
                before,
                client.resources(Domain.class)
                        .withName(name)
                        .get()
                        .getMetadata()
                        .getResourceVersion());
    }

    @Test
    void itsEndLeavesNamespaceAndMarkAndTheSameDomainFindsThemAgain() {
        String name = newName();
        apply(domain(name, owned()));
        awaitReason(name, "Ready", "Ready");

        delete(name);
        Namespace kept = client.namespaces().withName(name).get();
        assertNotNull(kept);
        assertFalse(kept.isMarkedForDeletion());
        assertEquals(name, kept.getMetadata().getAnnotations().get("roadstead.dev/domain"));
        assertNull(kept.getMetadata().getLabels().get("roadstead.dev/domain"));
        for (String binding :
                List.of("roadstead-producer", "roadstead-consumer", "roadstead-steward", "roadstead-operator")) {
            assertNull(binding(name, binding), binding);
        }

        apply(domain(name, owned()));
        awaitReason(name, "Ready", "Ready");
        assertEquals(List.of("makers"), subjectsOf(name, "roadstead-producer"));
    }

    @Test
    void itsEndWaitsForAStoreThatIsAwayAndReleasesItsGrants() {
        String name = newName();
        apply(domain(name, owned()));
        awaitReason(name, "Ready", "Ready");
        makeStore(name);
        stores.trouble(settings -> {
            throw BackendException.failed("Unreachable", "cannot reach " + settings.host(), null);
        });

        client.resources(Domain.class).withName(name).delete();
        Domain held = awaitReason(name, "Ready", "Deleting");
        assertTrue(message(held, "Ready").contains("cannot reach"), message(held, "Ready"));
        assertFalse(stores.releasedDomains().contains(name));

        stores.trouble(settings -> {});
        await().atMost(Duration.ofMinutes(1))
                .until(() -> client.resources(Domain.class).withName(name).get() == null);
        assertTrue(stores.releasedDomains().contains(name));
        client.resources(StoreClass.class).withName(name).delete();
    }

    @Test
    void aRefusedDomainTakesNothingWithIt() {
        String name = newName();
        String other = newName();
        apply(domain(name, owned()));
        awaitReason(name, "Ready", "Ready");
        apply(domain(other, spec(name, NamespacePolicy.ADOPT, List.of(group("others")), List.of())));
        awaitReason(other, "Ready", "Conflict");

        delete(other);
        assertEquals(List.of("makers"), subjectsOf(name, "roadstead-producer"));
        assertEquals(
                name,
                client.namespaces()
                        .withName(name)
                        .get()
                        .getMetadata()
                        .getLabels()
                        .get("roadstead.dev/domain"));
    }

    @Test
    void aNamespaceThatGoesIsNotHeldBackAndIsMadeAgain() {
        String name = newName();
        apply(domain(name, owned()));
        awaitReason(name, "Ready", "Ready");
        String uid = client.namespaces().withName(name).get().getMetadata().getUid();

        client.namespaces().withName(name).delete();
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            touch(name);
            Namespace now = client.namespaces().withName(name).get();
            return now != null && !now.getMetadata().getUid().equals(uid);
        });
        awaitReason(name, "Ready", "Ready");
        assertEquals(List.of("makers"), subjectsOf(name, "roadstead-producer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pg",
                "pg-x",
                "roadstead",
                "roadstead-x",
                "a--b",
                "1a",
                "a_b",
                "a.b",
                "x234567890123456789012345678901234567890z"
            })
    void hostileNamesAreRefusedByTheApiServer(String name) {
        Domain domain = domain(name, spec(newName(), null, List.of(group("makers")), List.of()));
        assertThrows(
                KubernetesClientException.class, () -> client.resource(domain).create());
    }

    @ParameterizedTest
    @ValueSource(strings = {"kube-system", "kube-x", "default", "roadstead-system"})
    void namespacesOfTheClusterAreRefusedByTheApiServer(String namespace) {
        Domain domain = domain(newName(), spec(namespace, NamespacePolicy.ADOPT, List.of(group("makers")), List.of()));
        assertThrows(
                KubernetesClientException.class, () -> client.resource(domain).create());
    }

    @Test
    void theOperatorsOwnNamespaceIsRefused() {
        String name = newName();
        apply(domain(name, spec(operator.namespace(), NamespacePolicy.ADOPT, List.of(group("makers")), List.of())));
        Domain refused = awaitReason(name, "Ready", "ReservedNamespace");
        assertEquals("True", condition(refused, "Stalled").status());
        assertNull(binding(operator.namespace(), "roadstead-producer"));
    }

    private static String newName() {
        return "d" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    }

    private static DomainSpec owned() {
        return spec(null, null, List.of(group("makers")), List.of());
    }

    private static DomainSpec spec(
            String namespace, NamespacePolicy policy, List<Subject> owners, List<Subject> stewards) {
        return new DomainSpec(null, namespace, policy, owners, stewards, List.of());
    }

    private static Subject group(String name) {
        return new Subject(SubjectKind.GROUP, null, name, null);
    }

    private static Subject user(String name) {
        return new Subject(SubjectKind.USER, null, name, null);
    }

    private static Domain domain(String name, DomainSpec spec) {
        var domain = new Domain();
        domain.setMetadata(new ObjectMetaBuilder().withName(name).build());
        domain.setSpec(spec);
        return domain;
    }

    private static void apply(Domain domain) {
        client.resource(domain).forceConflicts().serverSideApply();
    }

    /** Makes the operator look again, by a change of the spec that means nothing. */
    private static void touch(String name) {
        operator.runtime().wake(Domain.class, null, name);
    }

    private static void delete(String name) {
        client.resources(Domain.class).withName(name).delete();
        await().atMost(SOON)
                .until(() -> client.resources(Domain.class).withName(name).get() == null);
    }

    private static Namespace makeNamespace(String name, Map<String, String> labels, Map<String, String> annotations) {
        return client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .withAnnotations(annotations)
                        .endMetadata()
                        .build())
                .create();
    }

    private static void makeStore(String name) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(operator.namespace())
                        .endMetadata()
                        .withStringData(Map.of("username", "u", "password", FakeBackends.PASSWORD))
                        .build())
                .create();
        var storeClass = new StoreClass();
        storeClass.setMetadata(new ObjectMetaBuilder().withName(name).build());
        storeClass.setSpec(new StoreClassSpec(
                null, null, new PostgresStore("h", null, "d", new SecretRef(name), null, null, null, null, null)));
        client.resource(storeClass).create();
        await().atMost(SOON).until(() -> {
            var status = client.resources(StoreClass.class).withName(name).get().getStatus();
            return status != null && status.storeID() != null;
        });
    }

    private static RoleBinding binding(String namespace, String name) {
        return client.rbac()
                .roleBindings()
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    private static List<String> subjectsOf(String namespace, String name) {
        RoleBinding binding = binding(namespace, name);
        return binding == null
                ? List.of()
                : binding.getSubjects().stream()
                        .map(io.fabric8.kubernetes.api.model.rbac.Subject::getName)
                        .toList();
    }

    private static Domain awaitReason(String name, String type, String reason) {
        await("condition " + type + " of " + name + " with reason " + reason)
                .atMost(SOON)
                .until(() -> reason.equals(reason(name, type)));
        return client.resources(Domain.class).withName(name).get();
    }

    private static String reason(String name, String type) {
        Condition condition =
                condition(client.resources(Domain.class).withName(name).get(), type);
        return condition == null ? null : condition.reason();
    }

    private static String message(Domain domain, String type) {
        return condition(domain, type).message();
    }

    private static Condition condition(Domain domain, String type) {
        return domain.getStatus() == null ? null : domain.getStatus().condition(type);
    }
}
