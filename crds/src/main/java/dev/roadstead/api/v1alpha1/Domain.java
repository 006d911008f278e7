package dev.roadstead.api.v1alpha1;

import dev.roadstead.api.schema.Doc;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A business domain and its namespace. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("Domain")
@Plural("domains")
@Singular("domain")
@ShortNames("dom")
@Categories(Api.CATEGORY)
@Doc("""
A business domain of the data mesh: the team that owns data products, and the namespace they live in. Platform teams write it.
""")
@ValidationRule(value = Api.NAME_RULE, message = Api.NAME_MESSAGE)
@ValidationRule(
        value = "!(self.metadata.name in ['pg', 'roadstead']) && !self.metadata.name.startsWith('pg-')"
                + " && !self.metadata.name.startsWith('roadstead-')",
        message =
                "metadata.name: pg, pg-*, roadstead and roadstead-* are reserved, because they become names of roles and"
                        + " schemas in stores; choose another name")
@ValidationRule(
        value =
                "has(self.spec.__namespace__) || !(self.metadata.name == 'default' || self.metadata.name.startsWith('kube-'))",
        message = "metadata.name: without spec.namespace the domain's namespace has the domain's name, and default and"
                + " kube-* belong to Kubernetes; set spec.namespace or choose another name")
@AdditionalPrinterColumn(name = "Namespace", jsonPath = ".status.namespace", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Products",
        jsonPath = ".status.dataProducts",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Ports", jsonPath = ".status.outputPorts", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Waiting",
        jsonPath = ".status.waitingRequests",
        type = AdditionalPrinterColumn.Type.INTEGER)
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
public class Domain extends CustomResource<DomainSpec, DomainStatus> {}
