package dev.roadstead.operator.odcs.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a document says beside its schema. */
final class TermForms {

    private static final List<String> SERVERS_3_1 = List.of(
            "api",
            "athena",
            "azure",
            "bigquery",
            "clickhouse",
            "databricks",
            "denodo",
            "dremio",
            "duckdb",
            "glue",
            "cloudsql",
            "db2",
            "hive",
            "impala",
            "informix",
            "kafka",
            "kinesis",
            "local",
            "mysql",
            "oracle",
            "postgresql",
            "postgres",
            "presto",
            "pubsub",
            "redshift",
            "s3",
            "sftp",
            "snowflake",
            "sqlserver",
            "synapse",
            "trino",
            "vertica",
            "zen",
            "custom");
    private static final List<String> SERVERS_3_2 = List.of(
            "btrieve",
            "exasol",
            "fastobjects",
            "hana",
            "iceberg",
            "ingres",
            "poet",
            "teradata",
            "vectorwise",
            "versant");

    private final CommonForms common;

    TermForms(CommonForms common) {
        this.common = common;
    }

    Rule description() {
        return new Form()
                .field("purpose", Rules.TEXT)
                .field("usage", Rules.TEXT)
                .field("limitations", Rules.TEXT)
                .field("authoritativeDefinitions", common.definitions())
                .field("customProperties", common.customProperties())
                // The schema of the standard leaves this one mapping open.
                .open();
    }

    /** Where the data lies is the port's business; of each kind of server only what all have is looked at. */
    Rule servers() {
        List<String> types = new ArrayList<>(SERVERS_3_1);
        if (common.since(OdcsVersion.V3_2_0)) {
            types.addAll(SERVERS_3_2);
        }
        return Rules.list(new Form()
                        .required("server", Rules.TEXT)
                        .required("type", Rules.oneOf(types))
                        .field("id", common.id())
                        .field("description", Rules.TEXT)
                        .field("environment", Rules.TEXT)
                        .field("roles", roles())
                        .field("customProperties", common.customProperties().elsewhere())
                        .open())
                .ignored();
    }

    Rule support() {
        return Rules.list(new Form()
                .field("id", common.id())
                .required("channel", Rules.TEXT)
                .field("url", Rules.TEXT)
                .field("description", Rules.TEXT)
                .field("tool", Rules.TEXT)
                .field("scope", Rules.TEXT)
                .field("invitationUrl", Rules.TEXT)
                .field("customProperties", common.customProperties()));
    }

    Rule price() {
        return new Form()
                .field("id", common.id())
                .field("priceAmount", Rules.DOUBLE)
                .field("priceCurrency", Rules.TEXT)
                .field("priceUnit", Rules.TEXT);
    }

    /** A list is the form of version 3.0: it has the members only. */
    Rule team() {
        Rule members = Rules.list(new Form()
                .field("id", common.id())
                .required("username", Rules.TEXT)
                .field("name", Rules.TEXT)
                .field("description", Rules.TEXT)
                .field("role", Rules.TEXT)
                .field("dateIn", Rules.TEXT)
                .field("dateOut", Rules.TEXT)
                .field("replacedByUsername", Rules.TEXT)
                .field("tags", Rules.TEXTS.ignored())
                .field("customProperties", common.customProperties())
                .field("authoritativeDefinitions", common.definitions()));
        Rule alone = (path, node, report) -> {
            Object found = members.read(path, node, report);
            return found == null ? null : Map.of("members", found);
        };
        return Rules.listOr(
                alone,
                new Form()
                        .field("id", common.id())
                        .field("name", Rules.TEXT)
                        .field("description", Rules.TEXT)
                        .field("members", members)
                        .field("tags", Rules.TEXTS.ignored())
                        .field("customProperties", common.customProperties())
                        .field("authoritativeDefinitions", common.definitions()));
    }

    Rule roles() {
        return Rules.list(new Form()
                .field("id", common.id())
                .required("role", Rules.TEXT)
                .field("description", Rules.TEXT)
                .field("access", Rules.TEXT)
                .field("firstLevelApprovers", Rules.TEXT)
                .field("secondLevelApprovers", Rules.TEXT)
                .field("customProperties", common.customProperties()));
    }

    /** The end of support is told by the port's version, which its consumers hear of. */
    Rule serviceLevels() {
        Rule all = Rules.list(new Form()
                .field("id", common.id())
                .required("property", Rules.TEXT)
                .required("value", TermForms::serviceLevel)
                .field(
                        "valueExt",
                        Rules.SINGLE.refused(
                                "nothing reads a second value, so half of the promise would be lost",
                                "write two properties, or one value"))
                .field("unit", Rules.TEXT)
                .field("element", Rules.TEXT)
                .field("driver", Rules.TEXT)
                .field("description", Rules.TEXT)
                .field("scheduler", Rules.TEXT)
                .field("schedule", Rules.TEXT)
                .later("authoritativeDefinitions", common.definitions(), common.since(OdcsVersion.V3_2_0))
                .later("customProperties", common.customProperties(), common.since(OdcsVersion.V3_2_0)));
        return (path, node, report) -> {
            Object found = all.read(path, node, report);
            if (!(found instanceof List<?> properties)) {
                return null;
            }
            List<?> kept = properties.stream()
                    .filter(property -> !"endOfSupport".equals(((Map<?, ?>) property).get("property")))
                    .toList();
            if (kept.size() < properties.size()) {
                report.ignored(path + " endOfSupport");
            }
            return kept;
        };
    }

    private static @Nullable Object serviceLevel(String path, Node node, Report report) {
        if (Rules.isNumber(node)) {
            return Rules.BOUND.read(path, node, report);
        }
        if (node instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.NOTHING) {
            report.violation(path, node.line(), "it has no value, so nothing is promised", "give it one, or remove it");
            return null;
        }
        Object found = Rules.SINGLE.read(path, node, report);
        return found == null ? null : found.toString();
    }
}
