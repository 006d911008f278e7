package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.operator.access.Effect;
import dev.roadstead.operator.answers.StoreReader.Result;
import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.postgres.StoreFacts;
import dev.roadstead.operator.postgres.StoreFacts.Place;
import dev.roadstead.operator.postgres.StoreFacts.Right;
import dev.roadstead.operator.postgres.StoreGrant;
import dev.roadstead.operator.request.GrantKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Works out {@link WhoCan} from what the cluster and the store say. */
public final class WhoCanQuestion {

    private static final String SELECT = "SELECT";
    private static final Set<String> WRITES = Set.of("INSERT", "UPDATE", "DELETE", "TRUNCATE");

    private final MeshView mesh;
    private final PortView view;
    private final Instant now;

    /**
     * Asks about a port or a column.
     *
     * @throws AnswerException if there is no such port or column, or it can't be seen
     */
    public WhoCanQuestion(MeshView mesh, PortAddress address, Instant now) throws AnswerException {
        this.mesh = mesh;
        this.view = PortView.find(mesh, address);
        this.now = now;
    }

    /** The answer, with one question to each store. */
    public WhoCan answer(StoreReader stores) {
        List<Asked> asked = view.sites().stream()
                .map(site -> new Asked(
                        site, stores.rights(mesh, site.className(), site.store(), site.versions(), site.tables())))
                .toList();
        return answer(
                asked,
                asked.isEmpty()
                        ? List.of(
                                "the contract of port " + view.address().port()
                                        + " can't be read, so the store was not asked; the conditions of the OutputPort tell why")
                        : List.of());
    }

    /** A store, and what it said. */
    private record Asked(PortView.Site site, Result<StoreFacts> said) {}

    /** What a store said, and how it is told from others; nothing if there are none. */
    private record Told(StoreFacts facts, String in) {}

    private WhoCan answer(List<Asked> asked, List<String> silent) {
        var told = new ArrayList<Told>();
        var silence = new ArrayList<>(silent);
        asked.forEach(each -> {
            switch (each.said()) {
                case Result.Said<StoreFacts>(StoreFacts facts) ->
                    told.add(new Told(
                            facts,
                            asked.size() == 1
                                    ? ""
                                    : " in StoreClass " + each.site().className()));
                case Result.Silent<StoreFacts>(String why) -> silence.add(why);
            }
        });
        List<LiveAccess> readers = readers(told.stream()
                .flatMap(each -> each.facts().grants().stream())
                .filter(grant -> grant.admits(now))
                .map(StoreGrant::key)
                .collect(Collectors.toSet()));
        var notVisible = new ArrayList<String>();
        if (!mesh.seesAll(AccessRequest.class)) {
            notVisible.add("consumers in namespaces you can't list");
        }
        notVisible.addAll(mesh.gaps());
        notVisible.addAll(silence.stream().distinct().toList());
        if (!silence.isEmpty()) {
            notVisible.add(
                    told.isEmpty()
                            ? "administrators of the database, and readers that Roadstead did not make"
                            : "administrators of that database, and readers there that Roadstead did not make");
        }
        notVisible.addAll(beyond(readers));
        return new WhoCan(
                view.name(),
                readers.stream().map(this::reader).toList(),
                told.isEmpty()
                        ? null
                        : orphaned(told.stream()
                                .flatMap(each -> each.facts().grants().stream())
                                .toList()),
                writers(told),
                told.isEmpty()
                        ? null
                        : told.stream()
                                .flatMap(each -> each.facts().administrators().stream()
                                        .map(admin ->
                                                new WhoCan.Administrator(admin.role() + each.in(), admin.because())))
                                .distinct()
                                .toList(),
                told.isEmpty()
                        ? null
                        : told.stream().flatMap(each -> others(each).stream()).toList(),
                copies(readers),
                notVisible);
    }

    /** @param honoured what the stores let in, whatever the requests tell of it */
    private List<LiveAccess> readers(Set<GrantKey> honoured) {
        String column = view.column();
        List<LiveAccess> told = LiveAccess.in(mesh, now);
        Set<GrantKey> known = told.stream().map(LiveAccess::key).collect(Collectors.toSet());
        Stream<LiveAccess> untold = mesh.catalogue()
                .requests()
                .map(request -> LiveAccess.honoured(mesh, request))
                .filter(access -> honoured.contains(access.key()) && !known.contains(access.key()));
        return Stream.concat(told.stream(), untold)
                .filter(access -> access.port().equals(view.address().port())
                        && view.contracts().containsKey(access.version()))
                .filter(access -> column == null || !Effect.HIDDEN.wireName().equals(effect(access, column)))
                .filter(access -> column == null || has(access.version(), column))
                .toList();
    }

    /** Grants that the store honours and no request asks for. Without all requests in sight nothing can be said of it. */
    private @Nullable List<WhoCan.Orphaned> orphaned(List<StoreGrant> grants) {
        if (!mesh.seesAll(AccessRequest.class)) {
            return null;
        }
        Set<GrantKey> asked = mesh.catalogue()
                .requests()
                .map(request -> GrantKeys.of(request, mesh.domainOf(request)))
                .collect(Collectors.toSet());
        return grants.stream()
                .filter(grant -> grant.admits(now) && !asked.contains(grant.key()))
                .filter(grant -> view.column() == null
                        || grant.columns().stream()
                                .anyMatch(column ->
                                        column.equals(view.column()) || column.endsWith("." + view.bareColumn())))
                .map(grant -> new WhoCan.Orphaned(
                        grant.key().subject().toString(),
                        grant.key().port().version(),
                        grant.key().purpose(),
                        grant.request(),
                        grant.notAfter() == null ? null : grant.notAfter().toString(),
                        grant.orphanedSince() == null
                                ? null
                                : grant.orphanedSince().toString()))
                .toList();
    }

    private boolean has(String version, String column) {
        Contract contract = view.contracts().get(version);
        return contract != null && Columns.names(contract).contains(column);
    }

    private WhoCan.Reader reader(LiveAccess access) {
        return new WhoCan.Reader(
                access.consumer(),
                access.version(),
                sees(access),
                access.rows(),
                access.purpose(),
                access.until(),
                access.policies(),
                access.verified(),
                access.withheld());
    }

    private String sees(LiveAccess access) {
        return view.column() == null ? access.sees() : effect(access, view.column());
    }

    private static String effect(LiveAccess access, String column) {
        String effect = access.columns() == null ? null : access.columns().effect(column);
        return effect == null ? "not told by the status" : effect;
    }

    /** Those of the product's spec, and whoever else the store lets write. */
    private List<WhoCan.Writer> writers(List<Told> told) {
        var writers = new ArrayList<WhoCan.Writer>();
        DataProduct product = view.product();
        if (product != null) {
            Set<String> stores =
                    view.sites().stream().map(site -> site.store().store()).collect(Collectors.toSet());
            product.getSpec().stores().stream()
                    .filter(store -> stores.contains(store.name()))
                    .forEach(store -> store.writers().forEach(writer -> writers.add(writer(product, store, writer))));
        }
        told.forEach(each -> {
            var foreign = new LinkedHashMap<String, Set<String>>();
            each.facts().rights().stream()
                    .filter(right ->
                            !right.ours() && right.place() == Place.TABLE && WRITES.contains(right.privilege()))
                    .forEach(right -> foreign.computeIfAbsent(right.role(), role -> new TreeSet<>())
                            .add(right.privilege() + " on " + right.relation()));
            foreign.forEach((role, what) -> writers.add(
                    new WhoCan.Writer("role " + role + each.in(), "right in the store: " + String.join(", ", what))));
        });
        return writers;
    }

    private WhoCan.Writer writer(DataProduct product, DataProductSpec.Store store, DataProductSpec.Writer writer) {
        String name = product.getMetadata().getName();
        return new WhoCan.Writer(
                "writer " + writer.name() + " of " + view.address().domain() + "/" + name,
                "spec.stores[].writers; login in Secret "
                        + product.getMetadata().getNamespace() + "/" + writer.secretNameOrDefault(name, store.name()));
    }

    /** Ours read the table only as writers and as the owner of the port's views; anything else is somebody else's doing. */
    private List<WhoCan.Other> others(Told told) {
        List<Right> rights = told.facts().rights();
        String column = view.bareColumn();
        return rights.stream()
                .filter(right -> right.privilege().equals(SELECT))
                .filter(right -> column == null || right.reaches(column))
                .filter(right -> !right.ours() || isUnexpected(right, rights))
                .map(right -> new WhoCan.Other(
                        right.role(),
                        right.place().name().toLowerCase(Locale.ROOT) + " " + right.schema() + "." + right.relation()
                                + told.in(),
                        right.columns(),
                        right.via()))
                .toList();
    }

    /** Consumers' logins never reach the table or the port's views; only writers, who may write it too, do. */
    private static boolean isUnexpected(Right right, List<Right> rights) {
        return right.place() != Place.TABLE
                || rights.stream()
                        .noneMatch(other -> other.role().equals(right.role())
                                && other.relation().equals(right.relation())
                                && other.privilege().equals("INSERT"));
    }

    private List<WhoCan.Copy> copies(List<LiveAccess> readers) {
        return readers.stream()
                .filter(LiveAccess::product)
                .flatMap(access -> product(access).stream()
                        .filter(product -> !product.getSpec().stores().isEmpty())
                        .map(product -> new WhoCan.Copy(
                                access.consumer().substring("product ".length()),
                                sees(access),
                                product.getSpec().stores().stream()
                                        .map(DataProductSpec.Store::name)
                                        .toList())))
                .distinct()
                .toList();
    }

    private Optional<DataProduct> product(LiveAccess access) {
        @Nullable
        String namespace = mesh.namespaceOf(access.key().subject().domain()).orElse(null);
        return namespace == null
                ? Optional.empty()
                : mesh.catalogue().product(namespace, access.key().subject().name());
    }

    /** What no right of anybody could show. */
    private List<String> beyond(List<LiveAccess> readers) {
        var beyond = new ArrayList<String>();
        beyond.add("snapshots, backups and replicas of the database, and who can restore them");
        beyond.add("whoever can read Secrets in " + String.join(", ", secretNamespaces(readers))
                + ": a Secret's reader reads as its consumer or writer");
        beyond.add("what consumers did with what they read; what was read at all (pgaudit, if the server logs it)");
        return beyond;
    }

    private Set<String> secretNamespaces(List<LiveAccess> readers) {
        var namespaces = new TreeSet<String>();
        namespaces.add(view.port().getMetadata().getNamespace());
        readers.forEach(
                access -> namespaces.add(mesh.namespaceOf(access.key().subject().domain())
                        .orElse(access.key().subject().domain())));
        return namespaces;
    }
}
