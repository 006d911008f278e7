package dev.roadstead.operator.odcs.read;

import java.util.List;
import java.util.Map;

/** A whole document of one version of the standard. */
final class DocumentForm {

    static Form of(OdcsVersion version) {
        var common = new CommonForms(version);
        var terms = new TermForms(common);
        Form form = new Form()
                .required("apiVersion", Rules.TEXT.elsewhere())
                .required("kind", Rules.oneOf(List.of("DataContract")).elsewhere())
                .required("id", Rules.TEXT.elsewhere())
                .required("version", Rules.TEXT)
                .field("name", Rules.TEXT.elsewhere())
                .field("tenant", Rules.TEXT.elsewhere())
                .field("domain", Rules.TEXT.elsewhere())
                .field("dataProduct", Rules.TEXT.elsewhere())
                .field("tags", Rules.TEXTS)
                .field("description", terms.description())
                .field("servers", terms.servers())
                .field("schema", Rules.list(relation(common)))
                .field("slaProperties", terms.serviceLevels())
                .field(
                        "slaDefaultElement",
                        Rules.TEXT.refused(
                                "ODCS gave up this field, and the promises would be about everything without it",
                                "write element into each of slaProperties"))
                .field("support", terms.support())
                .field("price", terms.price())
                .field("team", terms.team())
                .field("roles", terms.roles())
                .field("authoritativeDefinitions", common.definitions())
                .field("customProperties", common.customProperties())
                .field("contractCreatedTs", Rules.TEXT.ignored())
                .later("context", common.context(), version == OdcsVersion.V3_2_0);
        Rule status = Rules.TEXT.elsewhere();
        return version == OdcsVersion.V3_1_0 ? form.required("status", status) : form.field("status", status);
    }

    private static Form relation(CommonForms common) {
        boolean newer = common.since(OdcsVersion.V3_2_0);
        return new Form()
                .field("id", common.id())
                .required("name", Rules.TEXT)
                .field("physicalName", Rules.TEXT)
                .field("physicalType", Rules.TEXT.elsewhere())
                .field("logicalType", logicalType())
                .field("businessName", Rules.TEXT)
                .field("description", Rules.TEXT)
                .field("dataGranularityDescription", Rules.TEXT)
                .field("tags", Rules.TEXTS)
                .field("properties", Rules.list(ColumnForm.of(common)))
                .field("quality", QualityForm.of(common))
                .field("relationships", common.relationships(false))
                .field("authoritativeDefinitions", common.definitions())
                .field("customProperties", common.customProperties())
                .later("deprecated", Rules.TRUTH.ignored(), newer)
                .later("synonyms", common.synonyms(), newer)
                .later("context", common.context(), newer)
                .check(DocumentForm::sameName);
    }

    private static Rule logicalType() {
        Rule known = Rules.oneOf(List.of("object", "blob"));
        return (path, node, report) -> {
            if ("blob".equals(known.read(path, node, report))) {
                report.violation(path, node.line(), "a port shows relations, and no blobs", "remove the entry");
            }
            return null;
        };
    }

    private static void sameName(String path, Node.Mapping written, Map<String, Object> taken, Report report) {
        if (taken.containsKey("name") && taken.get("name").equals(taken.get("physicalName"))) {
            taken.remove("physicalName");
        }
    }

    private DocumentForm() {}
}
