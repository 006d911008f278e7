package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Chooses Domain objects by their labels; all demands must be met, and no demand at all chooses every Domain. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("Chooses Domain objects by their labels. All demands must be met.")
public record DomainSelector(
        @Size(max = 16) @Doc("Labels with the values they must have. At most 16.")
        Map<String, @Size(max = Api.LABEL) String> matchLabels,

        @Size(max = 16) @Doc("Comparisons that must all hold. At most 16.")
        List<Requirement> matchExpressions) {

    public DomainSelector {
        matchLabels = Copies.of(matchLabels);
        matchExpressions = Copies.of(matchExpressions);
    }

    /** One comparison of a label. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("One comparison of a label.")
    @ValidationRule(
            value = "self.operator in ['In', 'NotIn'] ? (has(self.values) && size(self.values) > 0)"
                    + " : (!has(self.values) || size(self.values) == 0)",
            message =
                    "values: In and NotIn need at least one value, Exists and DoesNotExist take none; add or remove values")
    public record Requirement(
            @Required @Size(min = 1, max = 317) @Doc("The key of the label.")
            String key,

            @Required @Doc("""
            In: the label has one of the values. NotIn: it has none of them, or is absent. Exists and DoesNotExist: the label is
            there or not.
            """) SelectorOperator operator,

            @Size(max = 32) @Doc("The values for In and NotIn, at most 32.")
            List<@Size(max = Api.LABEL) String> values) {

        public Requirement {
            values = Copies.of(values);
        }
    }
}
