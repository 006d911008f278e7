package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.DurationText;
import dev.roadstead.api.schema.KeepsUnknownFields;
import dev.roadstead.api.schema.ListSet;
import dev.roadstead.api.schema.NotInSchema;
import dev.roadstead.api.schema.OneOf;
import dev.roadstead.api.schema.UtcInstant;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is allowed to whom.
 *
 * <p>Enumerated fields are strings, and fields this version does not know are collected in {@code unknown} on every
 * level: an older operator must refuse what it does not understand instead of reading it as absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@KeepsUnknownFields
@Doc("What is allowed to whom. Ports, consumers, purposes and columns must be said; any is written \"*\".")
@ValidationRule(
        value = "!has(self.purposes) || !('*' in self.purposes) || size(self.purposes) == 1",
        message = "spec.purposes: \"*\" already means every purpose; write it alone or list the purposes")
@ValidationRule(
        value = "!has(self.maxDuration) || duration(self.maxDuration) >= duration('1m')",
        message = "spec.maxDuration: must be at least 1m; choose a longer time")
@ValidationRule(
        value = "!has(self.renewal) || has(self.maxDuration)",
        message = "spec.renewal: says how the time of maxDuration goes on, and there is none; set maxDuration or remove"
                + " renewal")
@ValidationRule(
        value = "has(self.consumers) == has(self.purposes) && has(self.consumers) == has(self.columns)"
                + " && (has(self.consumers) || has(self.declines))",
        message =
                "spec.consumers, spec.purposes, spec.columns: nothing is allowed by omission, so all three must be said; only"
                        + " a Policy with declines may leave all of them out")
public record PolicySpec(
        @Required @Doc("The ports of this domain that the Policy is about.")
        Ports ports,

        @Size(min = 1, max = 100) @Doc("""
        Who may read: 1 to 100 entries, of which one must fit. Only a Policy that merely declines has none.
        """) List<Consumer> consumers,

        @ListSet @Size(min = 1, max = 64) @Doc("""
        What the data may be used for: 1 to 64 purposes, or "*" alone for every purpose. The purpose of the request must be one
        of them. Only a Policy that merely declines has none.
        """)
        List<@Size(min = 1, max = Api.LABEL) @Pattern(Api.LABEL_OR_ANY_PATTERN) String> purposes,

        @Doc("Which columns may be read, and how they look. Only a Policy that merely declines has none.")
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = NoColumns.class)
        Columns columns,

        @Size(max = 16) @Doc("""
        Which rows may be read: at most 16 comparisons that must all hold. A comparison with NULL never holds, not even NotIn.
        Default: all rows.
        """) List<Row> rows,

        @DurationText @Doc("""
        How long a grant lasts, for instance 720h, counted from the first grant to the same consumer of the same port for the
        same purpose. Applying anything again does not restart it; renewal says how it goes on. At least 1m. Default: no limit of
        its own.
        """) @Nullable String maxDuration,

        @OneOf({MANUAL, AUTOMATIC}) @Doc("""
        How a lease of maxDuration goes on. Manual: the consumer raises renewal of its request or input, and the time counts
        anew from then. Automatic: it is extended every half of maxDuration, as long as this Policy and the request stand and the
        last proof did not fail, so that between half of maxDuration and all of it is left. It never goes beyond notAfter.
        Default: Manual.
        """) @Nullable String renewal,

        @UtcInstant @Doc("""
        The end of every grant under this Policy, in UTC, for instance 2027-12-31T00:00:00Z. Default: no end of its own.
        """) @Nullable String notAfter,

        @Size(min = 1, max = 100) @Doc("""
        Who is told no, and why: 1 to 100 entries. It allows nothing and takes nothing away: whoever waits for one of the ports
        reads the reason instead of waiting on, whatever the purpose, unless a Policy allows it after all.
        """) List<Decline> declines,

        @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

    public static final String MANUAL = "Manual";
    public static final String AUTOMATIC = "Automatic";

    public PolicySpec {
        // Absent parts allow nothing: the API server does not store such an object, but reading it must not widen
        // access.
        ports = ports == null ? new Ports(List.of(), List.of(), Map.of()) : ports;
        columns = columns == null ? new Columns(List.of(), null, List.of(), List.of(), Map.of()) : columns;
        consumers = Copies.of(consumers);
        purposes = Copies.of(purposes);
        rows = Copies.of(rows);
        declines = Copies.of(declines);
        unknown = Copies.of(unknown);
    }

    /** Tells Jackson not to write columns that nobody has written: the API server would miss what must stand in them. */
    static final class NoColumns {

        @Override
        public boolean equals(@Nullable Object other) {
            return other == null || other.equals(new Columns(List.of(), null, List.of(), List.of(), Map.of()));
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** Which ports a Policy is about. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("Which ports of this domain the Policy is about.")
    @ValidationRule(
            value = "!('*' in self.names) || size(self.names) == 1",
            message = "names: \"*\" already means every port; write it alone or list the ports")
    public record Ports(
            @Required
            @ListSet
            @Size(min = 1, max = 64)
            @Doc(
                    "The names of OutputPorts in this namespace, 1 to 64, or \"*\" alone for every port, later ones included.")
            List<@Size(min = 1, max = Api.NAME) @Pattern(Api.NAME_OR_ANY_PATTERN) String> names,

            @ListSet @Size(min = 1, max = 8) @Doc("The versions of those ports, 1 to 8. Default: every version.")
            List<@Size(min = 2, max = 6) @Pattern(Api.PORT_VERSION_PATTERN) String> versions,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public Ports {
            names = Copies.of(names);
            versions = Copies.of(versions);
            unknown = Copies.of(unknown);
        }
    }

    /** Who may read. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("Who may read.")
    @ValidationRule(
            value = "self.domain != '*' || !has(self.product)",
            message = "product: belongs to one domain, so it needs a named domain; name the domain or remove product")
    public record Consumer(
            @Required @Size(min = 1, max = Api.NAME) @Pattern(Api.NAME_OR_ANY_PATTERN) @Doc("""
            The name of the Domain that asks, or "*" for every domain. The own domain needs to be named like any other.
            """)
            String domain,

            @Size(min = 1, max = Api.NAME)
            @Pattern(Api.NAME_PATTERN)
            @Doc("The DataProduct of that domain that reads. Default: everything and everybody in that domain.")
            @Nullable
            String product,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public Consumer {
            unknown = Copies.of(unknown);
        }
    }

    /** Who is told no, and why. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("Who is told no, and why.")
    @ValidationRule(
            value = "self.domain != '*' || !has(self.product)",
            message = "product: belongs to one domain, so it needs a named domain; name the domain or remove product")
    public record Decline(
            @Required
            @Size(min = 1, max = Api.NAME)
            @Pattern(Api.NAME_OR_ANY_PATTERN)
            @Doc("The name of the Domain that is told no, or \"*\" for every domain.")
            String domain,

            @Size(min = 1, max = Api.NAME)
            @Pattern(Api.NAME_PATTERN)
            @Doc("The DataProduct of that domain that is told no. Default: everything and everybody in that domain.")
            @Nullable
            String product,

            @Required
            @Size(min = 1, max = 512)
            @Doc("Why, and what to use instead: whoever asks reads it word for word. At most 512 characters.")
            String reason,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public Decline {
            unknown = Copies.of(unknown);
        }
    }

    /** Which columns may be read, and how they look. Where entries overlap, the strictest holds. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("Which columns may be read, and how they look. Where entries overlap, the strictest holds.")
    @ValidationRule(
            value = "!('*' in self.allow) || size(self.allow) == 1",
            message = "allow: \"*\" already means every column; write it alone or list the columns")
    public record Columns(
            @Required @ListSet @Size(min = 1, max = 1000) @Doc("""
            The columns that may be read, 1 to 1000, or "*" alone for every column. All others are hidden.
            """)
            List<@Size(min = 1, max = Api.LABEL) @Pattern(Api.IDENTIFIER_OR_ANY_PATTERN) String> allow,

            @OneOf({"Hidden", "Clear"}) @Doc("""
            What happens to columns without a classification, also to those that allow names. Hidden: they can't be read, so
            a new column that nobody has classified is not handed out. Clear: they are read as they are. Default: Hidden.
            """) @Nullable String unclassified,

            @Size(max = 100) @Doc("Columns that are read in a changed form, at most 100 entries.")
            List<Mask> mask,

            @Size(max = 100) @Doc("Columns that can't be read, at most 100 entries.")
            List<Hide> hide,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public static final String HIDDEN = "Hidden";
        public static final String CLEAR = "Clear";

        public Columns {
            allow = Copies.of(allow);
            mask = Copies.of(mask);
            hide = Copies.of(hide);
            unknown = Copies.of(unknown);
        }

        public String unclassifiedOrDefault() {
            return unclassified == null ? HIDDEN : unclassified;
        }
    }

    /** Columns that are read in a changed form. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("Columns that are read in a changed form. Upper and lower case are the same here.")
    @ValidationRule(
            value = "has(self.name) != has(self.classification)",
            message =
                    "name, classification: an entry is about one column or about one classification; set exactly one of them")
    public record Mask(
            @Size(min = 1, max = Api.LABEL)
            @Pattern(Api.IDENTIFIER_PATTERN)
            @Doc("The name of the column. Either this or classification.")
            @Nullable
            String name,

            @Size(min = 1, max = Api.LABEL)
            @Pattern(Api.CLASSIFICATION_PATTERN)
            @Doc("The classification of the columns. Either this or name.")
            @Nullable
            String classification,

            @Required @OneOf({PARTIAL, YEAR, HASH, REDACT, NULL}) @Doc("""
            How the column looks, from weakest to strongest. Partial: of a text its first two characters and ***, or only ***
            if it has four or fewer. Year: of a date or timestamp the first day of its year (UTC). Hash: equal values stay equal across ports and domains, so they
            can be joined and counted; it is a pseudonym, not anonymity. Redact: one fixed value. Null: no value.
            """)
            String with,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public static final String PARTIAL = "Partial";
        public static final String YEAR = "Year";
        public static final String HASH = "Hash";
        public static final String REDACT = "Redact";
        public static final String NULL = "Null";

        public Mask {
            unknown = Copies.of(unknown);
        }
    }

    /** Columns that can't be read. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("Columns that can't be read. Upper and lower case are the same here.")
    @ValidationRule(
            value = "has(self.name) != has(self.classification)",
            message =
                    "name, classification: an entry is about one column or about one classification; set exactly one of them")
    public record Hide(
            @Size(min = 1, max = Api.LABEL)
            @Pattern(Api.IDENTIFIER_PATTERN)
            @Doc("The name of the column. Either this or classification.")
            @Nullable
            String name,

            @Size(min = 1, max = Api.LABEL)
            @Pattern(Api.CLASSIFICATION_PATTERN)
            @Doc("The classification of the columns. Either this or name.")
            @Nullable
            String classification,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public Hide {
            unknown = Copies.of(unknown);
        }
    }

    /** A comparison that a row must meet. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("A comparison that a row must meet to be read.")
    @ValidationRule(
            value = "!(self.operator in ['In', 'NotIn']) || (has(self.values) && size(self.values) > 0)",
            message = "values: In and NotIn compare with a list; add at least one value")
    @ValidationRule(
            value = "!(self.operator in ['Gt', 'Lt']) || (has(self.values) && size(self.values) == 1)",
            message = "values: Gt and Lt compare with one value; give exactly one")
    @ValidationRule(
            value = "!(self.operator in ['IsNull', 'IsNotNull']) || !has(self.values) || size(self.values) == 0",
            message = "values: IsNull and IsNotNull compare with nothing; remove values")
    public record Row(
            @Required
            @Size(min = 1, max = Api.LABEL)
            @Pattern(Api.IDENTIFIER_PATTERN)
            @Doc("The column to compare. It need not be readable.")
            String column,

            @Required @OneOf({IN, NOT_IN, GT, LT, IS_NULL, IS_NOT_NULL}) @Doc("""
            In: one of the values. NotIn: none of them. Gt, Lt: greater or less than the one value. IsNull, IsNotNull: without
            or with a value.
            """)
            String operator,

            @Size(max = 100) @Doc("""
            The values to compare with, at most 100, each a text of at most 256 characters that is read as the column's type.
            Quote them: YAML takes NO for false and 1e3 for a number.
            """) List<@Size(max = 256) String> values,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public static final String IN = "In";
        public static final String NOT_IN = "NotIn";
        public static final String GT = "Gt";
        public static final String LT = "Lt";
        public static final String IS_NULL = "IsNull";
        public static final String IS_NOT_NULL = "IsNotNull";

        public Row {
            values = Copies.of(values);
            unknown = Copies.of(unknown);
        }
    }
}
