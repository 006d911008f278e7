package dev.roadstead.api.v1alpha1;

import dev.roadstead.api.schema.Doc;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
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

/** What a domain allows on its own ports. Nothing is granted by omission. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("Policy")
@Plural("policies")
@Singular("policy")
@ShortNames("rpol")
@Categories(Api.CATEGORY)
@Doc("""
Who may read which ports of this domain, which columns and rows they see, for what and until when. What no Policy allows is not allowed; adding a Policy never takes access away. Fields that the operator does not know are kept, and the Policy is then refused as a whole.
""")
@ValidationRule(value = Api.LONG_NAME_RULE, message = Api.LONG_NAME_MESSAGE)
@AdditionalPrinterColumn(name = "Grants", jsonPath = ".status.grants", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Until", jsonPath = ".spec.notAfter", type = AdditionalPrinterColumn.Type.STRING)
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
public class Policy extends CustomResource<PolicySpec, PolicyStatus> implements Namespaced {}
