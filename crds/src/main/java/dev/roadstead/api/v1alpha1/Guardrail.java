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

/** What every domain must respect, whatever its Policies allow. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("Guardrail")
@Plural("guardrails")
@Singular("guardrail")
@ShortNames("guard")
@Categories(Api.CATEGORY)
@Doc("""
What every domain must respect, whatever its Policies allow. It always wins and can only tighten: adding one never gives access. Fields that the operator does not know are kept, and the Guardrail then lets nothing new be granted until it is understood.
""")
@ValidationRule(value = Api.LONG_NAME_RULE, message = Api.LONG_NAME_MESSAGE)
@AdditionalPrinterColumn(
        name = "Enforcement",
        jsonPath = ".spec.enforcement",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Evaluated",
        jsonPath = ".status.evaluated",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Violations",
        jsonPath = ".status.violations",
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
public class Guardrail extends CustomResource<GuardrailSpec, GuardrailStatus> {}
