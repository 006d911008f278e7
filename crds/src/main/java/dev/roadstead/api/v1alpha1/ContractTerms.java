package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a contract says beside its schema: for people, in the field names of the Open Data Contract Standard 3.1. None of it
 * decides anything, and changing it sets nothing in motion.
 */
public final class ContractTerms {

    private static final String DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

    /** What the data is for. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("What the data is for.")
    public record Description(
            @Size(max = 4096) @Doc("Why the data exists.") @Nullable
            String purpose,

            @Size(max = 4096) @Doc("How the data is meant to be used.") @Nullable
            String usage,

            @Size(max = 4096) @Doc("What the data is not fit for, or may not be used for.") @Nullable
            String limitations) {}

    /** Where to ask. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("Where to ask about the data.")
    public record Support(
            @Required
            @Size(min = 1, max = 128)
            @Doc("The name of the channel, for instance #flights-data or a mail address.")
            String channel,

            @Size(max = 1024) @Doc("Where the channel is found.") @Nullable
            String url,

            @Size(max = 1024) @Doc("What the channel is for.") @Nullable
            String description,

            @Size(max = Api.LABEL)
            @Doc("What kind of channel it is, for instance email, slack, teams or ticket.")
            @Nullable
            String tool,

            @Size(max = Api.LABEL)
            @Doc("For what it serves, for instance interactive, announcements or issues.")
            @Nullable
            String scope,

            @Size(max = 1024) @Doc("Where one is let in.") @Nullable
            String invitationUrl) {}

    /** What the data costs. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("What the data costs. Nothing is charged by it.")
    public record Price(
            @Min(0) @Doc("The price of one unit, 0 or more.") @Nullable
            Double priceAmount,

            @Size(min = 1, max = 16) @Doc("The currency, for instance EUR.") @Nullable
            String priceCurrency,

            @Size(min = 1, max = Api.LABEL) @Doc("What the price is for, for instance month or megabyte.") @Nullable
            String priceUnit) {}

    /** Who makes the data. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("Who makes the data. Rights come from the Domain's owners and stewards, never from here.")
    public record Team(
            @Size(min = 1, max = 128) @Doc("The team.") @Nullable
            String name,

            @Size(max = 2048) @Doc("What the team does.") @Nullable
            String description,

            @Size(max = 32) @Doc("The people, at most 32.") List<Member> members) {

        public Team {
            members = Copies.of(members);
        }
    }

    /** A person of the team. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A person of the team.")
    public record Member(
            @Required @Size(min = 1, max = 256) @Doc("How the person is known, for instance a mail address.")
            String username,

            @Size(max = 128) @Doc("The person's name.") @Nullable
            String name,

            @Size(max = 2048) @Doc("More about the person.") @Nullable
            String description,

            @Size(max = Api.LABEL) @Doc("What the person does, for instance owner or data steward.") @Nullable
            String role,

            @Size(max = 10) @Pattern(DAY) @Doc("Since which day, for instance 2026-01-31.") @Nullable
            String dateIn,

            @Size(max = 10) @Pattern(DAY) @Doc("Until which day.") @Nullable
            String dateOut,

            @Size(max = 256) @Doc("Who came instead.") @Nullable
            String replacedByUsername) {}

    /** A role that people know. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("A role as the organisation knows it. Rights come from Policies, never from here.")
    public record Role(
            @Required @Size(min = 1, max = 128) @Doc("The name of the role.")
            String role,

            @Size(max = 2048) @Doc("What the role is for.") @Nullable
            String description,

            @Size(max = Api.LABEL) @Doc("What the role may do, for instance read.") @Nullable
            String access,

            @Size(max = 256) @Doc("Who approves first.") @Nullable
            String firstLevelApprovers,

            @Size(max = 256) @Doc("Who approves after that.") @Nullable
            String secondLevelApprovers) {}

    private ContractTerms() {}
}
