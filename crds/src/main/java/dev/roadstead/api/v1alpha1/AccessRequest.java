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

/** A wish to read a port, and what became of it. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("AccessRequest")
@Plural("accessrequests")
@Singular("accessrequest")
@ShortNames("areq")
@Categories(Api.CATEGORY)
@Doc("""
Asks to read one version of a port for a purpose. It is granted while a Policy of the port's domain allows it, and ends when either is gone. Creating one in a domain's namespace acts for that domain.
""")
@ValidationRule(value = Api.LONG_NAME_RULE, message = Api.LONG_NAME_MESSAGE)
@AdditionalPrinterColumn(name = "Port", jsonPath = ".spec.portRef.name", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Domain", jsonPath = ".spec.portRef.domain", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Version",
        jsonPath = ".spec.portRef.version",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Purpose",
        jsonPath = ".spec.purpose",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Until",
        jsonPath = ".status.grant.notAfter",
        type = AdditionalPrinterColumn.Type.STRING)
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
@AdditionalSelectableField(jsonPath = ".spec.portRef.domain")
@AdditionalSelectableField(jsonPath = ".spec.portRef.name")
@AdditionalSelectableField(jsonPath = ".spec.portRef.version")
public class AccessRequest extends CustomResource<AccessRequestSpec, AccessRequestStatus> implements Namespaced {}
