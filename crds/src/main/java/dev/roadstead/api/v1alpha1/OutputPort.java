package dev.roadstead.api.v1alpha1;

import dev.roadstead.api.schema.Doc;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalSelectableField;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A published interface of a data product. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("OutputPort")
@Plural("outputports")
@Singular("outputport")
@ShortNames("oport")
@Categories(Api.CATEGORY)
@Doc("""
A published interface of a data product, with one or more versions, each with a contract that says what can be read.
""")
@ValidationRule(value = Api.NAME_RULE, message = Api.NAME_MESSAGE)
@ValidationRule(
        value = "!has(self.status) || !has(self.status.versions)"
                + " || self.status.versions.all(p, !has(p.protected) || !p.protected"
                + " || self.spec.versions.exists(v, v.name == p.name && (!has(v.served) || v.served)))",
        message =
                "spec.versions: a version that consumers are granted access to can't be removed, nor served: false; serve"
                        + " the new version beside it until they have moved",
        messageExpression =
                "'spec.versions: a version that consumers are granted access to can\\'t be removed, nor served: false'"
                        + " + (has(self.status.protectedBy) ? '; in use by ' + self.status.protectedBy : '')"
                        + " + '; serve the new version beside it until they have moved, or end their access by your Policy first'")
@AdditionalPrinterColumn(
        name = "Product",
        jsonPath = ".spec.dataProductName",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Serving", jsonPath = ".status.serving", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Consumers",
        jsonPath = ".status.consumers",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Waiting", jsonPath = ".status.waiting", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Ready",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Reason",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
        name = "Message",
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalSelectableField(jsonPath = ".spec.dataProductName")
public class OutputPort extends CustomResource<OutputPortSpec, OutputPortStatus> implements Namespaced {}
