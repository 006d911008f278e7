package dev.roadstead.operator.reconcile.storeclass;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.Condition;
import dev.roadstead.api.v1alpha1.PostgresStore;
import dev.roadstead.api.v1alpha1.SecretRef;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.api.v1alpha1.StoreClassSpec;
import dev.roadstead.api.v1alpha1.TlsMode;
import dev.roadstead.operator.backend.Advice;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.testing.FakeBackends;
import dev.roadstead.testing.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What surrounds a store: its Secrets, its failures, and that it heals. The store itself is a fake. */
class StoreClassIT {

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final Duration SOON = Duration.ofMinutes(1);
    /** Without anybody's help: the time between two checks, and a fifth. */
    private static final Duration BY_ITSELF = Duration.ofSeconds(40);

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

    /** Two defaults left behind would be each other's rivals in the next test. */
    @AfterEach
    void removeClasses() {
        stores.trouble(settings -> {});
        stores.storeId("store-1");
        stores.password(FakeBackends.PASSWORD);
        stores.advice(List.of());
        var classes = client.resources(StoreClass.class).list().getItems();
        classes.forEach(storeClass -> client.resource(storeClass).delete());
        await().atMost(SOON)
                .until(() ->
                        client.resources(StoreClass.class).list().getItems().isEmpty());
    }

    @Test
    void connectsAndTellsWhatItFound() {
        String name = newName();
        secret(name, Map.of("username", "operator", "password", FakeBackends.PASSWORD));
        apply(name, spec(name, null, "pg.example"));

        StoreClass ready = awaitReason(name, "Ready", "Ready");
        assertEquals("store-1", ready.getStatus().storeID());
        assertEquals("18.1", ready.getStatus().serverVersion());
        assertEquals(List.of("ColumnMasking"), ready.getStatus().capabilities());
        assertEquals("operator", last().settings().username());
    }

    @Test
    void waitsForItsSecretAndNeedsNobodyToTellItThatItIsThere() {
        String name = newName();
        apply(name, spec(name, null, "pg.example"));
        StoreClass missing = awaitReason(name, "ResolvedRefs", "SecretNotFound");
        String message = missing.getStatus().condition("ResolvedRefs").message();
        assertTrue(message.contains(name) && message.contains(operator.namespace()), message);

        secret(name, Map.of("username", "operator"));
        awaitReason(name, "ResolvedRefs", "SecretIncomplete", BY_ITSELF);
        assertTrue(get(name).getStatus().condition("ResolvedRefs").message().contains("password"));

        secret(name, Map.of("username", "operator", "password", FakeBackends.PASSWORD));
        awaitReason(name, "Ready", "Ready", BY_ITSELF);
    }

    @Test
    void aWrongPasswordHealsWithTheSecret() {
        String name = newName();
        secret(name, Map.of("username", "operator", "password", "wrong"));
        apply(name, spec(name, null, "pg.example"));
        StoreClass refused = awaitReason(name, "Reachable", "WrongPassword");
        assertEquals("WrongPassword", refused.getStatus().condition("Ready").reason());

        secret(name, Map.of("username", "operator", "password", FakeBackends.PASSWORD));
        awaitReason(name, "Ready", "Ready", BY_ITSELF);
    }

    @Test
    void anOpenStoreThatGoesAwayIsNoticedAndTakenBack() {
        String name = newName();
        ready(name);
        stores.trouble(settings -> {
            throw BackendException.failed("Unreachable", "cannot reach " + settings.host(), null);
        });
        look(name);
        StoreClass gone = awaitReason(name, "Reachable", "Unreachable");
        assertEquals("store-1", gone.getStatus().storeID(), "the identity is kept");
        assertTrue(stores.open().isEmpty());

        stores.trouble(settings -> {});
        awaitReason(name, "Ready", "Ready", BY_ITSELF);
        assertEquals(1, stores.open().size());
    }

    @Test
    void anotherStoreAtTheAddressIsRefused() {
        String name = newName();
        ready(name);
        stores.storeId("store-2");
        apply(name, spec(name, null, "elsewhere.example"));
        awaitReason(name, "Reachable", "WrongStore");
        assertEquals("store-1", get(name).getStatus().storeID());
    }

    @Test
    void newCredentialsReopenTheStoreAndNothingElseDoes() {
        String name = newName();
        ready(name);
        int before = stores.opened().size();
        look(name);
        look(name);
        assertEquals(before, stores.opened().size());

        secret(name, Map.of("username", "second", "password", FakeBackends.PASSWORD));
        look(name);
        await().atMost(SOON).until(() -> last().settings().username().equals("second"));
        assertEquals(1, stores.open().size(), "the old one is closed");
    }

    @Test
    void anotherPasswordClosesNothing() {
        String name = newName();
        ready(name);
        FakeBackends.Fake open = last();
        stores.password("second");
        secret(name, Map.of("username", "operator", "password", "second"));
        look(name);
        await().atMost(SOON).until(() -> open.settings().password().equals("second"));
        assertEquals(List.of(open), stores.open());
    }

    @Test
    void aRefusedPasswordIsToldAndTriedLessAndLessOften() {
        String name = newName();
        ready(name);
        FakeBackends.Fake open = last();
        secret(name, Map.of("username", "operator", "password", "not yet"));
        int before = stores.logins();
        for (int i = 0; i < 5; i++) {
            look(name);
        }
        StoreClass refused = awaitReason(name, "Ready", "CredentialsRefused");
        assertEquals("True", refused.getStatus().condition("Ready").status(), "what is open works on");
        assertEquals(1, stores.logins() - before);
        assertEquals(List.of(open), stores.open());

        stores.password("not yet");
        awaitReason(name, "Ready", "Ready", BY_ITSELF);
        assertEquals(List.of(open), stores.open());
    }

    @Test
    void theAuthorityComesFromItsSecret() {
        String name = newName();
        String ca = newName();
        secret(name, Map.of("username", "operator", "password", FakeBackends.PASSWORD));
        apply(
                name,
                new StoreClassSpec(
                        null,
                        null,
                        store(name, "pg.example", new PostgresStore.Tls(TlsMode.VERIFY_CA, new SecretRef(ca)))));
        awaitReason(name, "ResolvedRefs", "SecretNotFound");
        secret(ca, Map.of("ca.crt", "a certificate"));
        look(name);
        awaitReason(name, "Ready", "Ready");
        assertEquals("a certificate", last().settings().caPem());
    }

    @Test
    void twoDefaultsAreReportedByBothAndHealWhenOneStopsBeingOne() {
        String first = newName();
        String second = newName();
        for (String name : List.of(first, second)) {
            secret(name, Map.of("username", "operator", "password", FakeBackends.PASSWORD));
            apply(name, spec(name, true, "pg.example"));
        }
        awaitReason(first, "Accepted", "AmbiguousDefault");
        awaitReason(second, "Accepted", "AmbiguousDefault");
        assertEquals("True", get(first).getStatus().condition("Ready").status(), "by name it can still be used");

        apply(second, spec(second, false, "pg.example"));
        awaitReason(first, "Accepted", "Valid");
        awaitReason(second, "Accepted", "Valid");
    }

    @Test
    void aSecondLookWritesNothing() {
        String name = newName();
        ready(name);
        operator.requests().clear();
        look(name);
        assertEquals(List.of(), operator.requests().writes(name));
    }

    @Test
    void noSecretEverReachesTheStatus() {
        String name = newName();
        secret(name, Map.of("username", "operator", "password", "hunter2-hunter2"));
        apply(name, spec(name, null, "pg.example"));
        awaitReason(name, "Reachable", "WrongPassword");
        assertTrue(!client.getKubernetesSerialization().asYaml(get(name)).contains("hunter2"));
    }

    @Test
    void whatADbaShouldDoIsAScriptAndHoldsNothingUp() {
        String name = newName();
        stores.advice(List.of(
                new Advice(Advice.Kind.NEEDED, "everybody may connect", "REVOKE ALL ON DATABASE mesh FROM PUBLIC"),
                new Advice(Advice.Kind.NEEDED, "the clock is wrong", ""),
                new Advice(Advice.Kind.OPTIONAL, "better", "GRANT x TO y")));
        ready(name);
        StoreClass open = awaitReason(name, "Hardened", "HardeningAdvised");
        assertEquals(Condition.FALSE, open.getStatus().condition("Hardened").status());
        assertEquals(Condition.TRUE, open.getStatus().condition("Ready").status());
        assertEquals("""
                -- to be run by a DBA in database mesh
                -- everybody may connect
                REVOKE ALL ON DATABASE mesh FROM PUBLIC;
                -- the clock is wrong""", open.getStatus().condition("Hardened").message());

        stores.advice(List.of(new Advice(Advice.Kind.OPTIONAL, "better", "GRANT x TO y")));
        look(name);
        StoreClass closed = awaitReason(name, "Hardened", "NothingLeftOpen");
        assertEquals(
                "-- nothing is left open; optional:\n-- better\nGRANT x TO y;",
                closed.getStatus().condition("Hardened").message());
    }

    @Test
    void aScriptThatDoesNotFitEndsBetweenStatements() {
        String name = newName();
        stores.advice(java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> new Advice(
                        Advice.Kind.NEEDED,
                        "database db" + i + " is open",
                        "REVOKE CONNECT, TEMPORARY ON DATABASE db" + i + " FROM PUBLIC"))
                .toList());
        ready(name);
        String message = awaitReason(name, "Hardened", "HardeningAdvised")
                .getStatus()
                .condition("Hardened")
                .message();
        List<String> lines = message.lines().toList();
        long shown = lines.stream().filter(line -> line.startsWith("REVOKE")).count();
        assertTrue(message.length() <= 4096 && shown > 10, message);
        assertEquals("-- and " + (100 - shown) + " more, shown once these are done", lines.getLast());
        assertTrue(lines.stream().allMatch(line -> line.startsWith("--") || line.endsWith(" FROM PUBLIC;")), message);
    }

    private static void ready(String name) {
        secret(name, Map.of("username", "operator", "password", FakeBackends.PASSWORD));
        apply(name, spec(name, null, "pg.example"));
        awaitReason(name, "Ready", "Ready");
    }

    /** Lets the operator look at a class now, and waits until it has read its Secret. */
    private static void look(String name) {
        String path = "/secrets/" + name;
        int before = operator.requests().reads(path).size();
        operator.runtime().wake(StoreClass.class, null, name);
        await().atMost(SOON).until(() -> operator.requests().reads(path).size() > before);
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
    }

    private static FakeBackends.Fake last() {
        return stores.opened().getLast();
    }

    private static String newName() {
        return "s" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    }

    private static void secret(String name, Map<String, String> values) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(operator.namespace())
                        .endMetadata()
                        .withStringData(values)
                        .build())
                .forceConflicts()
                .serverSideApply();
    }

    private static StoreClassSpec spec(String secret, Boolean defaultClass, String host) {
        return new StoreClassSpec(defaultClass, null, store(secret, host, null));
    }

    private static PostgresStore store(String secret, String host, PostgresStore.Tls tls) {
        return new PostgresStore(host, null, "mesh", new SecretRef(secret), tls, null, null, null, null);
    }

    private static void apply(String name, StoreClassSpec spec) {
        var storeClass = new StoreClass();
        storeClass.setMetadata(new ObjectMetaBuilder().withName(name).build());
        storeClass.setSpec(spec);
        client.resource(storeClass).forceConflicts().serverSideApply();
    }

    private static StoreClass get(String name) {
        return client.resources(StoreClass.class).withName(name).get();
    }

    private static StoreClass awaitReason(String name, String type, String reason) {
        return awaitReason(name, type, reason, SOON);
    }

    private static StoreClass awaitReason(String name, String type, String reason, Duration patience) {
        await("condition " + type + " of " + name + " with reason " + reason)
                .atMost(patience)
                .until(() -> {
                    var status = get(name).getStatus();
                    Condition condition = status == null ? null : status.condition(type);
                    return condition != null && condition.reason().equals(reason);
                });
        return get(name);
    }
}
