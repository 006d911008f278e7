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

/** A data product of a domain. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("DataProduct")
@Plural("dataproducts")
@Singular("dataproduct")
@ShortNames("dprod")
@Categories(Api.CATEGORY)
@Doc("""
A data product: what a domain makes, the stores it keeps data in, and the ports of others that it reads.
""")
@ValidationRule(value = Api.NAME_RULE, message = Api.NAME_MESSAGE)
@ValidationRule(
        value = "!has(self.spec.inputs) || self.spec.inputs.all(i, size(self.metadata.name) + size(i.name) <= 55)",
        message =
                "spec.inputs: the name of the product and the name of an input may have 55 characters together, because the"
                        + " input's AccessRequest is named <product>-<input>-<6 hex digits>; shorten the input's name")
@ValidationRule(
        value = "!has(self.status) || !has(self.status.protectedBy) || !has(self.spec.lifecycle)"
                + " || self.spec.lifecycle != 'Retired'",
        message =
                "spec.lifecycle: a product whose ports are read can't be retired; use Deprecated until its consumers have moved",
        messageExpression = "'spec.lifecycle: the product can\\'t be retired while its ports are read ('"
                + " + self.status.protectedBy + '); use Deprecated until they have moved, or end their access by your"
                + " Policy first'")
@ValidationRule(
        value = "!has(self.status) || !has(self.status.stores)"
                + " || self.status.stores.all(s, !has(s.protected) || !s.protected"
                + " || (has(self.spec.stores) && self.spec.stores.exists(t, t.name == s.name)))",
        message = "spec.stores: a store can't be removed while consumers read a port that lies in it",
        messageExpression = "'spec.stores: a store can\\'t be removed while a port that lies in it is read'"
                + " + (has(self.status.protectedBy) ? ' (' + self.status.protectedBy + ')' : '')"
                + " + '; remove the port first, once they have moved'")
@ValidationRule(
        value = "!has(self.status) || !has(self.status.stores) || !has(self.spec.stores)"
                + " || self.spec.stores.all(t, !has(t.storeClassName)"
                + " || self.status.stores.all(s, s.name != t.name || !has(s.storeClassName)"
                + " || s.storeClassName == t.storeClassName)"
                + " || (has(oldSelf.spec.stores) && oldSelf.spec.stores.exists(o, o.name == t.name"
                + " && has(o.storeClassName) && o.storeClassName == t.storeClassName)))",
        message =
                "spec.stores: storeClassName: no other than the StoreClass that the data lies in, which status.stores tells; add"
                        + " another store and move the data")
@AdditionalPrinterColumn(name = "Lifecycle", jsonPath = ".spec.lifecycle", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Ports", jsonPath = ".status.ports", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Inputs",
        jsonPath = ".status.inputsSummary",
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
public class DataProduct extends CustomResource<DataProductSpec, DataProductStatus> implements Namespaced {}
