package dev.roadstead.crds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.api.schema.Doc;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What must not be left out of the API's types is missed. */
class SchemaRefinerTest {

    private record Careless(
            @Doc("A text.") String text,
            @Doc("Texts.") List<String> list,
            @Doc("Texts by name.") Map<String, String> map,
            Boolean undescribed,
            @Doc("Not there.") Integer forgotten) {}

    @Test
    void missingBoundsAndDescriptionsAreAllNamed() {
        JSONSchemaProps text = new JSONSchemaPropsBuilder().withType("string").build();
        var schema = new JSONSchemaPropsBuilder()
                .addToProperties("text", text)
                .addToProperties(
                        "list",
                        new JSONSchemaPropsBuilder()
                                .withNewItems()
                                .withSchema(new JSONSchemaPropsBuilder(text).build())
                                .endItems()
                                .build())
                .addToProperties(
                        "map",
                        new JSONSchemaPropsBuilder()
                                .withNewAdditionalProperties()
                                .withSchema(new JSONSchemaPropsBuilder(text).build())
                                .endAdditionalProperties()
                                .build())
                .addToProperties("undescribed", new JSONSchemaProps())
                .build();
        var refiner = new SchemaRefiner();
        refiner.refineRecord(schema, Careless.class, "spec");
        assertEquals(
                List.of(
                        "spec.text: a string without @Size(max)",
                        "spec.list: a list without @Size(max)",
                        "spec.list[]: a string without @Size(max)",
                        "spec.map: a map without @Size(max)",
                        "spec.map{}: a string without @Size(max)",
                        "spec.undescribed: no @Doc",
                        "spec.forgotten: the generator left it out"),
                refiner.complaints());
    }

    private record Empty() {}

    @Test
    void aRuleIsWrittenOnce() {
        var rule = new ValidationRuleBuilder().withRule("true").build();
        var again = new ValidationRuleBuilder().withRule("true").build();
        var schema = new JSONSchemaPropsBuilder()
                .withXKubernetesValidations(rule, again)
                .build();
        new SchemaRefiner().refineRecord(schema, Empty.class, "spec");
        assertEquals(List.of(rule), schema.getXKubernetesValidations());
    }
}
