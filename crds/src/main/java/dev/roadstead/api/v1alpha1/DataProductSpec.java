package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import dev.roadstead.api.schema.ListSet;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a domain says about one of its products. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the owning team says about the product.")
@ValidationRule(
        value = "!has(oldSelf.lifecycle) || oldSelf.lifecycle != 'Retired'"
                + " || (has(self.lifecycle) && self.lifecycle == 'Retired')",
        message = "spec.lifecycle: Retired is final; create a new DataProduct")
@ValidationRule(
        value = "!has(self.lifecycle) || self.lifecycle != 'Draft'"
                + " || (has(oldSelf.lifecycle) && oldSelf.lifecycle == 'Draft')",
        message = "spec.lifecycle: a product that was published can't become a Draft again; use Deprecated or Retired")
public record DataProductSpec(
        @Size(min = 1, max = 128)
        @Doc("The product's name for people, in any script. Default: metadata.name.")
        @Nullable
        String title,

        @Size(max = 4096)
        @Doc("What the product is about and how its data should be understood, for people who look for data.")
        @Nullable
        String description,

        @Doc("Who answers for the product.") @Nullable Owner owner,

        @Doc("""
        Where the product stands between sources and uses: SourceAligned, Aggregate or ConsumerAligned. For people only.
        """) @Nullable ProductType type,

        @Default("Active") @Doc("""
        Draft: being built, its ports are not served. Active: its ports are served. Deprecated: served, but a new consumer
        should look elsewhere. Retired: ended for good, nothing is served and no access is left. A product may go between
        Active and Deprecated; it never goes back to Draft and never leaves Retired. Default: Active.
        """) @Nullable Lifecycle lifecycle,

        @ListMap("name")
        @Size(max = 8)
        @Doc("Where the product keeps its data. At most 8 stores; a product that only reads has none.")
        List<Store> stores,

        @ListMap("name") @Size(max = 64) @Doc("""
        The ports that the product reads. For each of them an AccessRequest is made, named <product>-<input>-<6 hex digits>,
        and a Secret with the credential. At most 64.
        """) List<Input> inputs) {

    public DataProductSpec {
        stores = Copies.of(stores);
        inputs = Copies.of(inputs);
    }

    public Lifecycle lifecycleOrDefault() {
        return lifecycle == null ? Lifecycle.ACTIVE : lifecycle;
    }

    /** Who answers for a product. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("Who answers for the product.")
    public record Owner(
            @Size(min = 1, max = 128) @Doc("The team.") @Nullable
            String team,

            @Size(min = 1, max = 256)
            @Doc("How to reach the team, for instance a mail address or a chat channel.")
            @Nullable
            String contact) {}

    /** A place where a product keeps data. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A place where the product keeps data.")
    @ValidationRule(
            value = "!has(oldSelf.storeClassName)"
                    + " || (has(self.storeClassName) && self.storeClassName == oldSelf.storeClassName)",
            message =
                    "storeClassName: can't be changed or removed, because the data lies there; add another store and move"
                            + " the data")
    public record Store(
            @Required
            @Size(min = 1, max = 32)
            @Pattern(Api.NAME_PATTERN)
            @Doc("The name of the store within this product. OutputPorts refer to it.")
            String name,

            @Size(min = 1, max = Api.LABEL) @Pattern(Api.NAME_PATTERN) @Doc("""
            The StoreClass to keep the data in. It can't be changed once set. Default: the class that is marked as default when
            the store is first made; a later change of the default moves nothing.
            """) @Nullable
            String storeClassName,

            @ListMap("name") @Size(max = 16) @Doc("""
            Programs outside that load data. Each gets a login of its own, which may write the tables of this store and read this
            product's inputs, and a Secret. At most 16.
            """) List<Writer> writers) {

        public Store {
            writers = Copies.of(writers);
        }
    }

    /** A program that loads data into a store. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A program that loads data.")
    public record Writer(
            @Required
            @Size(min = 1, max = Api.NAME)
            @Pattern(Api.NAME_PATTERN)
            @Doc("The name of the writer within this store.")
            String name,

            @Size(min = 1, max = Api.SUBDOMAIN) @Pattern(Api.SUBDOMAIN_PATTERN) @Doc("""
            The Secret to write the credential to. It must not exist yet: a Secret that somebody else made is never taken over.
            Default: <product>-<store>-<writer>.
            """) @Nullable
            String secretName) {

        /** The name of the Secret for this writer of a product's store. */
        public String secretNameOrDefault(String productName, String storeName) {
            return secretName == null ? productName + "-" + storeName + "-" + name : secretName;
        }
    }

    /** A port that a product reads. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A port that the product reads.")
    public record Input(
            @Required @Size(min = 1, max = Api.NAME) @Pattern(Api.NAME_PATTERN) @Doc("""
            The name of the input within this product. With the product's name it may have 55 characters.
            """)
            String name,

            @Required @Doc("""
            The port to read. When it changes, the old access stays until the new one has been verified, and for the
            rotationOverlap of its StoreClass after that.
            """) PortRef portRef,

            @Required
            @Size(min = 1, max = Api.LABEL)
            @Pattern(Api.LABEL_PATTERN)
            @Doc("What the data is used for, in the words of the Policy that allows it, for instance order-enrichment.")
            String purpose,

            @ListSet @Size(min = 1, max = 128) @Doc("""
            The columns that the product uses, at most 128, as AccessRequest.spec.columns says. It is handed on to the request of
            this input. Default: all that can be read.
            """)
            List<@Size(min = 1, max = 127) @Pattern(Api.COLUMN_PATTERN) String> columns,

            @Size(min = 1, max = Api.SUBDOMAIN) @Pattern(Api.SUBDOMAIN_PATTERN) @Doc("""
            The Secret to write the credential to. It must not exist yet: a Secret that somebody else made is never taken over.
            Default: <product>-<input>.
            """) @Nullable
            String secretName,

            @Min(0) @Max(1_000_000) @Doc("""
            Raise it to renew the access, as AccessRequest.spec.renewal says. It is handed on to the request of this input.
            Default: 0.
            """) @Nullable Integer renewal) {

        public Input {
            columns = Copies.of(columns);
        }

        /** The name of the Secret for this input of a product. */
        public String secretNameOrDefault(String productName) {
            return secretName == null ? productName + "-" + name : secretName;
        }

        public int renewalOrDefault() {
            return renewal == null ? 0 : renewal;
        }
    }
}
