package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.roadstead.api.schema.Doc;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/** What the platform team offers. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What is offered, and to whom.")
public record StoreClassSpec(
        @JsonProperty("default") @Doc("""
        Whether stores that name no class get this one. If two classes that a domain may use say so, nothing is guessed: such
        a store waits until it names one. Default: false.
        """) @Nullable Boolean defaultClass,

        @Doc("""
        Which domains may use this class, by the labels of the Domain objects (not of namespaces). Absent or empty: every
        domain.
        """) @Nullable DomainSelector domainSelector,

        @Required @Doc("A PostgreSQL database, version 15 to 18.")
        PostgresStore postgres) {

    public boolean defaultClassOrDefault() {
        return Boolean.TRUE.equals(defaultClass);
    }
}
