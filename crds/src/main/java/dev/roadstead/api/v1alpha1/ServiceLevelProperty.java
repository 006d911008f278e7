package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.OneOf;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/** A promise about the service, in the field names of the Open Data Contract Standard 3.1. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("A promise about the service.")
public record ServiceLevelProperty(
        @Required
        @OneOf({
            "freshness",
            "latency",
            "retention",
            "frequency",
            "timeToDetect",
            "timeToNotify",
            "timeToRepair",
            "availability",
            "errorRate",
            "throughput",
            "timeOfAvailability",
            "generalAvailability"
        })
        @Doc("""
        What is promised. Times: freshness (how old the newest row is at most), latency (how long it takes until a row is here),
        retention (how long rows stay at least), frequency (how far updates are apart at most), timeToDetect, timeToNotify and
        timeToRepair. Shares of 100: availability and errorRate. A number: throughput. Texts: timeOfAvailability and
        generalAvailability. The end of support is told by sunsetTime of the port's version.
        """)
        String property,

        @Required @Size(min = 1, max = Api.LABEL) @Doc("""
        How much of it. For times a whole number with unit, or an ISO 8601 duration like PT90M. A number that is not whole stands
        in quotation marks, for instance "99.9".
        """) IntOrString value,

        @Size(min = 1, max = 32) @Doc("""
        The unit of value. For times d, h or min, or for all but freshness and latency also y, mo or s, and their English words;
        percent for availability and errorRate. Default: d for times, percent for shares.
        """) @Nullable String unit,

        @Size(min = 1, max = 1024) @Doc("""
        What it is about: a relation, or a relation and a column with a dot between them, several with commas. freshness and
        latency need one column of a date or timestamp. Default: all of the version.
        """) @Nullable String element,

        @OneOf({"regulatory", "analytics", "operational"}) @Doc("Why it matters. For people.") @Nullable
        String driver,

        @Size(min = 1, max = 1024) @Doc("The promise in words.") @Nullable
        String description,

        @Size(min = 1, max = 128)
        @Doc("When the producer measures or delivers, in the words of scheduler. For people.")
        @Nullable
        String schedule,

        @Size(min = 1, max = Api.LABEL) @Doc("With what the producer does it, for instance cron. For people.") @Nullable
        String scheduler) {

    /** The value as it was written; empty if there is none. */
    public String valueText() {
        return value == null || value.getValue() == null
                ? ""
                : value.getValue().toString().strip();
    }
}
