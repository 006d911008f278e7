package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListSet;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What consumers can read, in the field names of the Open Data Contract Standard (ODCS) 3.1. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What consumers can read, in the field names of the Open Data Contract Standard 3.1.")
public record Contract(
        @Size(min = 1, max = 32) @Pattern("^[0-9A-Za-z]([-0-9A-Za-z.+]*[0-9A-Za-z])?$") @Doc("""
        The contract's own version for people, for instance 1.2.0. Consumers ask for the name of the port's version, not for
        this. Default: the number of the port's version, as in 1.0.0.
        """) @Nullable
        String version,

        @Doc("What the data is for.") ContractTerms.@Nullable Description description,

        @Size(max = 16) @Doc("Words for people who look for data, at most 16.")
        List<@Size(min = 1, max = Api.LABEL) String> tags,

        @Required @Size(min = 1, max = 64) @Doc("The relations of this version, 1 to 64. Their names must differ.")
        List<Relation> schema,

        @Size(max = 32) @Doc("""
        What is promised about the service, at most 32. No two promise the same property of the same element.
        """) List<ServiceLevelProperty> slaProperties,

        @Size(max = 8)
        @Doc("Where to ask about the data, at most 8 channels. Default: the contact of the DataProduct's owner.")
        List<ContractTerms.Support> support,

        @Doc("What the data costs. Nothing is charged by it.")
        ContractTerms.@Nullable Price price,

        @Doc("""
        Who makes the data. Rights come from the Domain's owners and stewards, never from here. Default: the team of the
        DataProduct's owner.
        """) ContractTerms.@Nullable Team team,

        @Size(max = 16)
        @Doc("Roles as the organisation knows them, at most 16. Rights come from Policies, never from here.")
        List<ContractTerms.Role> roles) {

    public Contract {
        tags = Copies.of(tags);
        schema = Copies.of(schema);
        slaProperties = Copies.of(slaProperties);
        support = Copies.of(support);
        roles = Copies.of(roles);
    }

    public Contract withSchema(List<Relation> relations) {
        return new Contract(version, description, tags, relations, slaProperties, support, price, team, roles);
    }

    /** A table or view; an object of the ODCS schema. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A relation: a table as consumers see it.")
    public record Relation(
            @Required @Size(min = 1, max = Api.LABEL) @Pattern(Api.IDENTIFIER_PATTERN) @Doc("""
            The name under which consumers read it: letters without accents, digits and underscores, at most 63 characters.
            """)
            String name,

            @Size(min = 1, max = Api.LABEL)
            @Pattern(Api.IDENTIFIER_PATTERN)
            @Doc(
                    "The name of the table inside the store. Versions and ports that name the same one share it. Default: name.")
            @Nullable
            String physicalName,

            @Size(max = 128) @Doc("The name that people use.") @Nullable
            String businessName,

            @Size(max = 2048) @Doc("What one row of it stands for.") @Nullable
            String description,

            @Size(max = 1024) @Doc("How fine the rows are, for instance one row for each order and day.") @Nullable
            String dataGranularityDescription,

            @Size(max = 16) @Doc("Words for people who look for data, at most 16.")
            List<@Size(min = 1, max = Api.LABEL) String> tags,

            @Required
            @Size(min = 1, max = 1000)
            @Doc("The columns, 1 to 1000, in the order in which consumers see them. Their names must differ.")
            List<Column> properties,

            @Size(max = 32) @Doc("Rules about its rows, at most 32.")
            List<Quality> quality) {

        public Relation {
            tags = Copies.of(tags);
            properties = Copies.of(properties);
            quality = Copies.of(quality);
        }

        public String physicalNameOrDefault() {
            return physicalName == null ? name : physicalName;
        }

        /** The same in a table whose name ends with this; what has no room for it is cut before. */
        public Relation inAnotherTable(String suffix) {
            String table = physicalNameOrDefault();
            String kept = table.substring(0, Math.min(table.length(), Api.LABEL - suffix.length()));
            return new Relation(
                    name,
                    kept + suffix,
                    businessName,
                    description,
                    dataGranularityDescription,
                    tags,
                    properties,
                    quality);
        }
    }

    /** A column; a property of the ODCS schema. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A column.")
    @ValidationRule(
            value = "has(self.physicalType)"
                    + " || (has(self.logicalType) && !(self.logicalType in ['object', 'array']))",
            message =
                    "physicalType: needed where logicalType is absent, object or array, because the column's type would be a"
                            + " guess; add physicalType")
    @ValidationRule(
            value = "!has(self.primaryKeyPosition) || (has(self.primaryKey) && self.primaryKey)",
            message = "primaryKeyPosition: only for a column of the primary key; add primaryKey: true or remove it")
    public record Column(
            @Required
            @Size(min = 1, max = Api.LABEL)
            @Pattern(Api.IDENTIFIER_PATTERN)
            @Doc("The name of the column: letters without accents, digits and underscores, at most 63 characters.")
            String name,

            @Size(max = 128) @Doc("The name that people use.") @Nullable
            String businessName,

            @Doc("""
            The type of the values, independent of the store: string, integer, number, boolean, date, timestamp, time, object or
            array. In PostgreSQL they become text, bigint, numeric, boolean, date, timestamptz and time; object and array need
            physicalType.
            """) @Nullable LogicalType logicalType,

            @Doc("Which values of its type the column has. Told to consumers; nothing is refused for it.") @Nullable
            LogicalTypeOptions logicalTypeOptions,

            @Size(min = 1, max = Api.LABEL)
            @Pattern("^[A-Za-z][A-Za-z0-9_ ]*(\\([0-9]{1,5}(, ?[0-9]{1,5})?\\))?[A-Za-z ]*(\\[\\]){0,2}$")
            @Doc("""
            The type in the store, for instance bigint, numeric(12,2) or text[]. Default: what logicalType becomes there.
            """)
            @Nullable
            String physicalType,

            @Size(max = 2048) @Doc("What the values mean, with their unit.") @Nullable
            String description,

            @Doc("Whether every row has a value. It holds for tables that are made from the contract. Default: false.")
            @Nullable
            Boolean required,

            @Doc("Whether no value occurs twice. Told to consumers; nothing is refused for it. Default: false.")
            @Nullable
            Boolean unique,

            @Doc("Whether the column belongs to the primary key. Default: false.") @Nullable
            Boolean primaryKey,

            @Min(1) @Max(32) @Doc("""
            The place of the column in a primary key of several columns, from 1. Default: after the columns that have one, in the
            order of the contract.
            """) @Nullable Integer primaryKeyPosition,

            @Size(min = 1, max = Api.LABEL) @Pattern(Api.CLASSIFICATION_PATTERN) @Doc("""
            How sensitive the values are, in the words of your organisation, for instance public, internal or pii. Policies mask
            and hide by it, and by default hide a column that has none.
            """) @Nullable
            String classification,

            @Doc("Whether others depend on it so much that it needs special care. For people. Default: false.")
            @Nullable
            Boolean criticalDataElement,

            @Size(max = 16) @Doc("Values as they may occur, at most 16, each as text. They must be made up.")
            List<@Size(min = 1, max = 256) String> examples,

            @ListSet @Size(max = 16) @Doc("""
            Words about the values, at most 16, for instance email or iban. Guardrails choose columns by them; upper and lower
            case are the same there.
            """)
            List<@Size(min = 1, max = Api.LABEL) @Pattern(Api.TAG_PATTERN) String> tags,

            @Size(max = 8) @Doc("Rules about its values, at most 8.")
            List<Quality> quality) {

        public Column {
            examples = Copies.of(examples);
            tags = Copies.of(tags);
            quality = Copies.of(quality);
        }

        public boolean uniqueOrDefault() {
            return Boolean.TRUE.equals(unique);
        }

        public boolean requiredOrDefault() {
            return Boolean.TRUE.equals(required);
        }

        public boolean primaryKeyOrDefault() {
            return Boolean.TRUE.equals(primaryKey);
        }
    }
}
