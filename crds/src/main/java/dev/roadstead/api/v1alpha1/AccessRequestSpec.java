package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListSet;
import dev.roadstead.api.schema.UtcInstant;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked for. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What is asked for. Only justification, columns, notAfter and renewal can be changed.")
@ValidationRule(
        value = "self.portRef == oldSelf.portRef",
        message = "spec.portRef: can't be changed, because it was decided on; create another AccessRequest")
@ValidationRule(
        value = "self.purpose == oldSelf.purpose",
        message = "spec.purpose: can't be changed, because it was decided on; create another AccessRequest")
@ValidationRule(
        value =
                "has(self.consumer) == has(oldSelf.consumer) && (!has(self.consumer) || self.consumer == oldSelf.consumer)",
        message =
                "spec.consumer: can't be changed, added or removed, because it was decided on; create another AccessRequest")
@ValidationRule(
        value = "has(self.secretName) == has(oldSelf.secretName)"
                + " && (!has(self.secretName) || self.secretName == oldSelf.secretName)",
        message = "spec.secretName: can't be changed, added or removed, because programs use the Secret; create another"
                + " AccessRequest")
public record AccessRequestSpec(
        @Required @Doc("The port to read. It can't be changed.")
        PortRef portRef,

        @Required @Size(min = 1, max = Api.LABEL) @Pattern(Api.LABEL_PATTERN) @Doc("""
        What the data is used for, for instance delay-analysis. A Policy of the port's domain must allow it. It can't be
        changed.
        """)
        String purpose,

        @Size(max = 1024) @Doc("Why the access is needed, for the people who decide.") @Nullable
        String justification,

        @ListSet @Size(min = 1, max = 128) @Doc("""
        The columns that are used, at most 128, each alone or with its relation before a dot. It changes nothing about what can be
        read: the port's owner may then change the others, and no longer these. A name that is unknown or hidden is told in the
        condition ColumnsVisible. Default: all that can be read.
        """)
        List<@Size(min = 1, max = 127) @Pattern(Api.COLUMN_PATTERN) String> columns,

        @Doc("""
        Who reads. It can't be changed, added or removed. Default: whoever has the Secret of this request.
        """) @Nullable Consumer consumer,

        @UtcInstant @Doc("""
        When the access is no longer needed, in UTC, for instance 2027-03-01T00:00:00Z. It only shortens what the Policy
        allows. Default: no end of its own.
        """) @Nullable String notAfter,

        @Min(0) @Max(1_000_000) @Doc("""
        Raise it to renew: the time that a Policy allows by maxDuration then counts anew from now. A number that is not greater
        than the last one the store has seen does nothing, so applying old files again renews nothing. Default: 0.
        """) @Nullable Integer renewal,

        @Size(min = 1, max = Api.SUBDOMAIN) @Pattern(Api.SUBDOMAIN_PATTERN) @Doc("""
        The Secret to write the credential to. It must not exist yet: a Secret that somebody else made is never taken over.
        It can't be changed. Default: access-<name of the request>.
        """) @Nullable
        String secretName) {

    public AccessRequestSpec {
        columns = Copies.of(columns);
    }

    /** The name of the Secret of a request with this name. */
    public String secretNameOrDefault(String requestName) {
        return secretName == null ? "access-" + requestName : secretName;
    }

    public int renewalOrDefault() {
        return renewal == null ? 0 : renewal;
    }

    /** Who reads, if not the request itself. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("Who reads.")
    public record Consumer(
            @Required @Size(min = 1, max = Api.NAME) @Pattern(Api.NAME_PATTERN) @Doc("""
            The DataProduct of this namespace that reads. Only the operator sets it, on the requests it makes for a product's
            inputs; on any other request it is refused.
            """)
            String productName) {}
}
