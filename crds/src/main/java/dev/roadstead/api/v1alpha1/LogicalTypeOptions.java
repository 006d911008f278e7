package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which values of its type a column has, in the field names of the Open Data Contract Standard 3.1. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("Which values of its type the column has.")
public record LogicalTypeOptions(
        @Min(0) @Doc("The fewest characters; for strings.") @Nullable
        Integer minLength,

        @Min(0) @Doc("The most characters; for strings.") @Nullable
        Integer maxLength,

        @Size(min = 1, max = 256) @Doc("A regular expression of ECMA-262 that the values match; for strings.") @Nullable
        String pattern,

        @Size(min = 1, max = Api.LABEL)
        @Doc(
                "The form of the values, for instance email, uuid or yyyy-MM-dd; for all but booleans, objects and arrays.")
        @Nullable
        String format,

        @Size(max = Api.LABEL) @Doc("""
        The smallest value; for numbers, dates, times and timestamps. A number that is not whole, and a date, stand in
        quotation marks, for instance "0.5".
        """) @Nullable IntOrString minimum,

        @Size(max = Api.LABEL) @Doc("The largest value; like minimum.") @Nullable
        IntOrString maximum,

        @Size(max = Api.LABEL) @Doc("All values are larger than this; like minimum.") @Nullable
        IntOrString exclusiveMinimum,

        @Size(max = Api.LABEL) @Doc("All values are smaller than this; like minimum.") @Nullable
        IntOrString exclusiveMaximum) {

    /**
     * A bound as it was written.
     *
     * @param field its name, for instance minimum
     * @param text what it says
     * @param digits whether it was written as a number, without quotation marks
     */
    public record Bound(String field, String text, boolean digits) {}

    /** The bounds there are. */
    public List<Bound> bounds() {
        var bounds = new ArrayList<Bound>();
        add(bounds, "minimum", minimum);
        add(bounds, "maximum", maximum);
        add(bounds, "exclusiveMinimum", exclusiveMinimum);
        add(bounds, "exclusiveMaximum", exclusiveMaximum);
        return bounds;
    }

    private static void add(List<Bound> bounds, String field, @Nullable IntOrString value) {
        if (value != null && value.getValue() != null) {
            bounds.add(new Bound(field, value.getValue().toString(), value.getIntVal() != null));
        }
    }
}
