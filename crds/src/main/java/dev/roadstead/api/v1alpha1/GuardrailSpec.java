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
 * What every domain must respect.
 *
 * <p>As in a Policy, enumerated fields are strings and unknown fields are collected on every level: what an older operator
 * does not understand must not be read as absent.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@KeepsUnknownFields
@Doc("What must be respected, where, and by whom not.")
@ValidationRule(
        value = "has(self.mask) || has(self.rows) || has(self.deny) || has(self.maxDuration) || "
                + GuardrailSpec.REQUIRES,
        message = "spec: it demands nothing; set at least one of mask, rows, deny, maxDuration, require, namePatterns,"
                + " allowedStoreClasses and minSunsetNotice")
@ValidationRule(
        value = "!(" + GuardrailSpec.REQUIRES
                + ") || !(has(self.match.columns) || has(self.match.consumerDomainSelector)"
                + " || has(self.exceptions))",
        message =
                "spec: require, namePatterns, allowedStoreClasses and minSunsetNotice are about whoever publishes, but"
                        + " match.columns, match.consumerDomainSelector and exceptions about who reads what; make two Guardrails")
@ValidationRule(
        value = "!has(self.maxDuration) || duration(self.maxDuration) >= duration('1m')",
        message = "spec.maxDuration: must be at least 1m; choose a longer time, or deny")
@ValidationRule(
        value = "!has(self.minSunsetNotice) || duration(self.minSunsetNotice) >= duration('1m')",
        message = "spec.minSunsetNotice: must be at least 1m; choose a longer time, or leave it out")
public record GuardrailSpec(
        @Required @OneOf({DRY_RUN, WARN, ENFORCE}) @Doc("""
        DryRun: only status.evaluated, violations and samples tell what it would do. Warn: the requests it would change say so
        too. Enforce: it is respected. There is no default.
        """) String enforcement,

        @Required @Doc("What it is about. An empty match is about everything.")
        Match match,

        @OneOf({
            PolicySpec.Mask.PARTIAL,
            PolicySpec.Mask.YEAR,
            PolicySpec.Mask.HASH,
            PolicySpec.Mask.REDACT,
            PolicySpec.Mask.NULL
        })
        @Doc("""
        The weakest form in which matched columns may be read. Where the type of a column can't take it, the next stronger one
        that it can take is used; the strongest is that the column is absent.
        """)
        @Nullable
        String mask,

        @Size(min = 1, max = 16) @Doc("""
        Comparisons that rows must meet besides those of the Policies, 1 to 16, in every relation that shows a matched column. Of
        such a relation nothing is shown if it lacks a column to compare, or if the store can't compare it.
        """) List<PolicySpec.Row> rows,

        @Size(min = 1, max = 512) @Doc("""
        Nothing that shows a matched column is granted, and what was granted ends at once. The text is the reason, which
        whoever asks reads word for word. At most 512 characters.
        """) @Nullable String deny,

        @DurationText @Doc("""
        How long access that shows a matched column lasts at most, for instance 720h, counted from its first grant or from
        its renewal by the consumer; it is never renewed by itself. At least 1m.
        """) @Nullable String maxDuration,

        @ListSet @Size(min = 1, max = 5) @OneOf({OWNER, CONTACT, DESCRIPTION, CLASSIFICATION, SERVICE_LEVEL}) @Doc("""
        What must be there before something is published. Owner, Contact: spec.owner of a DataProduct. Description: of a
        DataProduct, and description.purpose in the contract of each served version of an OutputPort. Classification: of each
        column that is served. ServiceLevel: slaProperties in the contract of each served version. What is published already is
        reported and goes on.
        """)
        List<@Size(min = 1, max = Api.LABEL) String> require,

        @Doc("How what is published must be named. What is published already is reported and goes on.") @Nullable
        NamePatterns namePatterns,

        @ListSet @Size(min = 1, max = 32) @Doc("""
        The StoreClasses that DataProducts may keep data in, 1 to 32. A store that was made elsewhere is reported and goes on.
        """)
        List<@Size(min = 1, max = Api.LABEL) @Pattern(Api.NAME_PATTERN) String> allowedStoreClasses,

        @DurationText @Doc("""
        How long before its sunsetTime consumers of a version must know it, for instance 720h. Counted from when sunsetTime was
        set or pulled nearer; until then the version is protected like any other. At least 1m.
        """) @Nullable String minSunsetNotice,

        @Size(max = 100) @Doc("""
        For whom it does not hold for a time, at most 100 entries. Each is named in the decisions that rest on it. What the Policies
        don't allow is not allowed by an exception either.
        """) List<Waiver> exceptions,

        @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

    public static final String DRY_RUN = "DryRun";
    public static final String WARN = "Warn";
    public static final String ENFORCE = "Enforce";

    public static final String OWNER = "Owner";
    public static final String CONTACT = "Contact";
    public static final String DESCRIPTION = "Description";
    public static final String CLASSIFICATION = "Classification";
    public static final String SERVICE_LEVEL = "ServiceLevel";

    /** In the language of validation rules: whether anything is demanded of those who publish. */
    static final String REQUIRES =
            "has(self.require) || has(self.namePatterns) || has(self.allowedStoreClasses) || has(self.minSunsetNotice)";

    public GuardrailSpec {
        match = match == null ? new Match(null, null, null, Map.of()) : match;
        rows = Copies.of(rows);
        require = Copies.of(require);
        allowedStoreClasses = Copies.of(allowedStoreClasses);
        exceptions = Copies.of(exceptions);
        unknown = Copies.of(unknown);
    }

    /** What a Guardrail is about. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("What it is about: all three must fit.")
    public record Match(
            @Doc("The Domains that own the ports, by their labels. Default: every Domain.") @Nullable
            Selector domainSelector,

            @Doc("The Domains that read, by their labels. Default: every Domain.") @Nullable
            Selector consumerDomainSelector,

            @Doc("The columns. Default: every column.") @Nullable
            Columns columns,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public Match {
            unknown = Copies.of(unknown);
        }
    }

    /** Chooses Domains by their labels. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("Chooses Domains by their labels. All demands must be met; without any, every Domain is chosen.")
    public record Selector(
            @Size(max = 16) @Doc("Labels with the values they must have. At most 16.")
            Map<String, @Size(max = Api.LABEL) String> matchLabels,

            @Size(max = 16) @Doc("Comparisons that must all hold. At most 16.")
            List<Requirement> matchExpressions,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public Selector {
            matchLabels = Copies.of(matchLabels);
            matchExpressions = Copies.of(matchExpressions);
            unknown = Copies.of(unknown);
        }
    }

    /** One comparison of a label. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("One comparison of a label.")
    @ValidationRule(
            value = "self.operator in ['In', 'NotIn'] ? (has(self.values) && size(self.values) > 0)"
                    + " : (!has(self.values) || size(self.values) == 0)",
            message =
                    "values: In and NotIn need at least one value, Exists and DoesNotExist take none; add or remove values")
    public record Requirement(
            @Required @Size(min = 1, max = 317) @Doc("The key of the label.")
            String key,

            @Required @OneOf({IN, NOT_IN, EXISTS, DOES_NOT_EXIST}) @Doc("""
            In: the label has one of the values. NotIn: it has none of them, or is absent. Exists and DoesNotExist: the label is
            there or not.
            """)
            String operator,

            @Size(max = 32) @Doc("The values for In and NotIn, at most 32.")
            List<@Size(max = Api.LABEL) String> values,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public static final String IN = "In";
        public static final String NOT_IN = "NotIn";
        public static final String EXISTS = "Exists";
        public static final String DOES_NOT_EXIST = "DoesNotExist";

        public Requirement {
            values = Copies.of(values);
            unknown = Copies.of(unknown);
        }
    }

    /** Which columns a Guardrail is about. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("A column is matched if one of the four fits it. Upper and lower case are the same, except in namePattern.")
    @ValidationRule(
            value = "has(self.classifications) || has(self.tags) || has(self.namePattern)"
                    + " || !has(self.unclassified) || self.unclassified != 'Ignore'",
            message = "columns: it matches no column; name classifications or tags, give a namePattern, or don't ignore"
                    + " unclassified columns")
    public record Columns(
            @ListSet @Size(min = 1, max = 32) @Doc("Columns with one of these classifications, 1 to 32.")
            List<@Size(min = 1, max = Api.LABEL) @Pattern(Api.CLASSIFICATION_PATTERN) String> classifications,

            @ListSet @Size(min = 1, max = 32) @Doc("Columns with one of these tags in their contract, 1 to 32.")
            List<@Size(min = 1, max = Api.LABEL) @Pattern(Api.TAG_PATTERN) String> tags,

            @OneOf({MATCH, IGNORE}) @Doc("""
            Whether columns without a classification are matched, whatever they hold: a domain must not get around a Guardrail by
            writing less. Match or Ignore. Default: Match.
            """) @Nullable String unclassified,

            @Size(min = 1, max = 256) @Doc("""
            Columns with a name in which this regular expression is found, for instance (?i)iban|ssn. The syntax is that of
            RE2. At most 256 characters.
            """) @Nullable String namePattern,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public static final String MATCH = "Match";
        public static final String IGNORE = "Ignore";

        public Columns {
            classifications = Copies.of(classifications);
            tags = Copies.of(tags);
            unknown = Copies.of(unknown);
        }

        public String unclassifiedOrDefault() {
            return unclassified == null ? MATCH : unclassified;
        }
    }

    /** How things must be named. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("""
    How things must be named: regular expressions in the syntax of RE2 that the whole name must match, at most 256 characters
    each.
    """)
    @ValidationRule(
            value = "has(self.dataProducts) || has(self.outputPorts) || has(self.relations) || has(self.columns)",
            message =
                    "namePatterns: it names nothing; give at least one of dataProducts, outputPorts, relations and columns")
    public record NamePatterns(
            @Size(min = 1, max = 256) @Doc("The names of DataProducts, for instance [a-z]+(-[a-z]+)*.") @Nullable
            String dataProducts,

            @Size(min = 1, max = 256) @Doc("The names of OutputPorts.") @Nullable
            String outputPorts,

            @Size(min = 1, max = 256)
            @Doc("The names of the relations in contracts, for instance [a-z][a-z0-9_]*.")
            @Nullable
            String relations,

            @Size(min = 1, max = 256) @Doc("The names of the columns in contracts.") @Nullable
            String columns,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public NamePatterns {
            unknown = Copies.of(unknown);
        }
    }

    /** For whom a Guardrail does not hold for a time; an entry of {@code exceptions}. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("For whom it does not hold, on what, until when, and why.")
    public record Waiver(
            @Required @Size(min = 1, max = 32) @Doc("Who is excepted, 1 to 32 entries.")
            List<Consumer> consumers,

            @Size(min = 1, max = 32) @Doc("On which ports, 1 to 32 entries. Default: every port.")
            List<Port> ports,

            @ListSet @Size(min = 1, max = 100) @Doc("""
            On which columns, 1 to 100 names, written as in the contract: these are not matched. Default: every column, so
            that nothing of the Guardrail holds.
            """)
            List<@Size(min = 1, max = Api.LABEL) @Pattern(Api.IDENTIFIER_PATTERN) String> columns,

            @Required @UtcInstant @Doc("When the exception ends, in UTC, for instance 2026-12-07T00:00:00Z.")
            String until,

            @Required @Size(min = 1, max = 512) @Doc("Why it is made. At most 512 characters.")
            String reason,

            @Size(min = 1, max = 128) @Doc("Where it was decided, for instance DPO-88.") @Nullable
            String ticket,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public Waiver {
            consumers = Copies.of(consumers);
            ports = Copies.of(ports);
            columns = Copies.of(columns);
            unknown = Copies.of(unknown);
        }
    }

    /** Who is excepted. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("Who is excepted.")
    public record Consumer(
            @Required
            @Size(min = 1, max = Api.NAME)
            @Pattern(Api.NAME_PATTERN)
            @Doc("The name of the Domain that reads.")
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

    /** A port on which somebody is excepted. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @KeepsUnknownFields
    @Doc("A port on which the exception holds.")
    public record Port(
            @Required
            @Size(min = 1, max = Api.NAME)
            @Pattern(Api.NAME_PATTERN)
            @Doc("The name of the Domain that owns the port.")
            String domain,

            @Size(min = 1, max = Api.NAME)
            @Pattern(Api.NAME_PATTERN)
            @Doc("The name of the OutputPort. Default: every port of the domain.")
            @Nullable
            String name,

            @NotInSchema @JsonAnySetter @JsonAnyGetter Map<String, @Nullable Object> unknown) {

        public Port {
            unknown = Copies.of(unknown);
        }
    }
}
