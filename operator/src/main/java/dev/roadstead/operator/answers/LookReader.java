package dev.roadstead.operator.answers;

import dev.roadstead.api.v1alpha1.DataProductSpec;
import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.access.RelationLens;
import dev.roadstead.operator.contract.Relation;
import dev.roadstead.operator.kube.Secrets;
import dev.roadstead.operator.load.LoadException;
import dev.roadstead.operator.load.WriterAccess;
import dev.roadstead.operator.postgres.LookSql;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a few rows as a consumer would see them, with the login of one of the product's writers: it may read the tables
 * anyway, so nobody sees more by looking.
 */
public final class LookReader {

    private static final int SECONDS = 15;
    private static final int KEY_BYTES = 64;

    private final KubernetesClient client;
    private final RandomGenerator random;

    /**
     * Reads Secrets with the rights of the client.
     *
     * @param random a cryptographically strong one, for a key of this run
     */
    public LookReader(KubernetesClient client, RandomGenerator random) {
        this.client = client;
        this.random = random;
    }

    /** Which rows are wanted. */
    public record Wanted(
            @Nullable String purpose,
            @Nullable String version,
            @Nullable String writer,
            int rows) {}

    /** The answer; if no writer's Secret can be read, without rows. */
    public Look look(LookQuestion question, Wanted wanted, Enforcement enforcement, Instant now)
            throws AnswerException {
        LookQuestion.Seen seen = question.decide(wanted.purpose(), wanted.version(), enforcement, now);
        var remarks = new ArrayList<String>();
        if (seen.lens() == null) {
            return Look.of(seen, List.of(), remarks);
        }
        var reasons = new ArrayList<String>();
        WriterAccess access = access(question, question.store(seen), wanted.writer(), reasons);
        if (access == null) {
            remarks.add("no rows are shown: " + String.join("; ", reasons));
            return Look.of(seen, List.of(), remarks);
        }
        var sql = new LookSql(access.dataSchema(), key());
        try (Connection connection = access.connect()) {
            List<Look.Rows> rows = read(connection, seen, sql, wanted.rows());
            if (sql.hashes(seen.lens())) {
                remarks.add("hashes are made with a key of this run: equal values stay equal here, but the consumer's"
                        + " pseudonyms are others");
            }
            return Look.of(seen, rows, remarks);
        } catch (LoadException e) {
            throw new AnswerException(AnswerException.Kind.NOT_ALLOWED, String.valueOf(e.getMessage()), e);
        } catch (SQLException e) {
            throw new AnswerException(
                    AnswerException.Kind.NOT_ALLOWED,
                    "the rows can't be read: " + firstLine(e)
                            + ("42P01".equals(e.getSQLState())
                                    ? "; the operator makes tables when the port is served, so see its conditions"
                                    : ""),
                    e);
        }
    }

    private byte[] key() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    private static List<Look.Rows> read(Connection connection, LookQuestion.Seen seen, LookSql sql, int limit)
            throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        var all = new ArrayList<Look.Rows>();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("SET LOCAL statement_timeout = '" + SECONDS + "s'");
            statement.execute("SET LOCAL search_path = pg_catalog");
            statement.execute("SET LOCAL TimeZone = 'UTC'");
            for (Relation relation : seen.contract().relations()) {
                RelationLens lens = lens(seen, relation.name());
                if (lens != null) {
                    try (ResultSet rows = statement.executeQuery(sql.query(relation, lens, limit))) {
                        all.add(rows(relation.name(), rows));
                    }
                }
            }
        } finally {
            connection.rollback();
        }
        return all;
    }

    private static @Nullable RelationLens lens(LookQuestion.Seen seen, String relation) {
        return seen.lens() == null
                ? null
                : seen.lens().relations().stream()
                        .filter(part -> part.relation().equals(relation))
                        .findFirst()
                        .orElse(null);
    }

    private static Look.Rows rows(String relation, ResultSet found) throws SQLException {
        int width = found.getMetaData().getColumnCount();
        var names = new ArrayList<String>();
        for (int i = 1; i <= width; i++) {
            names.add(found.getMetaData().getColumnName(i));
        }
        var rows = new ArrayList<List<@Nullable String>>();
        while (found.next()) {
            var row = new ArrayList<@Nullable String>();
            for (int i = 1; i <= width; i++) {
                row.add(found.getString(i));
            }
            rows.add(row);
        }
        return new Look.Rows(relation, names, rows);
    }

    /** The first writer whose Secret can be read; null if there is none, and then the reasons say why. */
    private @Nullable WriterAccess access(
            LookQuestion question, DataProductSpec.Store store, @Nullable String name, List<String> reasons)
            throws AnswerException {
        String product = question.product().getMetadata().getName();
        String namespace = question.product().getMetadata().getNamespace();
        List<DataProductSpec.Writer> writers = store.writers().stream()
                .filter(writer -> name == null || writer.name().equals(name))
                .toList();
        if (writers.isEmpty()) {
            List<String> names =
                    store.writers().stream().map(DataProductSpec.Writer::name).toList();
            if (name != null) {
                throw new AnswerException(
                        AnswerException.Kind.WRONG_NAME,
                        "store " + store.name() + " of product " + product + " has no writer " + name + "; "
                                + PortView.near(name, names));
            }
            reasons.add("store " + store.name() + " of product " + product
                    + " has no writer, whose login could read them; add one to spec.stores[].writers");
        }
        for (DataProductSpec.Writer writer : writers) {
            String secret = writer.secretNameOrDefault(product, store.name());
            try {
                Secret found =
                        client.secrets().inNamespace(namespace).withName(secret).get();
                if (found != null) {
                    return WriterAccess.of(namespace + "/" + secret, decoded(found));
                }
                reasons.add(
                        "the Secret " + namespace + "/" + secret + " of writer " + writer.name() + " is not there yet");
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                    throw e;
                }
                reasons.add("your account may not read Secret " + namespace + "/" + secret + " of writer "
                        + writer.name() + ", whose login could read them; the product's owners may");
            } catch (LoadException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        }
        return null;
    }

    private static Map<String, String> decoded(Secret secret) {
        var values = new HashMap<String, String>();
        if (secret.getData() != null) {
            secret.getData()
                    .keySet()
                    .forEach(key -> Secrets.value(secret, key).ifPresent(value -> values.put(key, value)));
        }
        return values;
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
