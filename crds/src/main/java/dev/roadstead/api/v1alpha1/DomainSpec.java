package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import dev.roadstead.api.schema.ListMap;
import dev.roadstead.api.schema.UtcInstant;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the platform team says about a domain. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Doc("What the platform team decides about the domain.")
@ValidationRule(
        value = "has(self.__namespace__) == has(oldSelf.__namespace__)"
                + " && (!has(self.__namespace__) || self.__namespace__ == oldSelf.__namespace__)",
        message =
                "spec.namespace: can't be changed, added or removed later, because products and grants live there; create"
                        + " another Domain")
@ValidationRule(
        value = "!has(self.__namespace__) || !(self.__namespace__ in ['default', 'roadstead-system']"
                + " || self.__namespace__.startsWith('kube-'))",
        message = "spec.namespace: default, kube-* and roadstead-system hold the cluster's own programs; choose another"
                + " namespace")
public record DomainSpec(
        @Size(min = 1, max = Api.LABEL)
        @Doc("The domain's name for people, in any script. Default: metadata.name.")
        @Nullable
        String displayName,

        @Size(min = 1, max = Api.LABEL) @Pattern(Api.LABEL_PATTERN) @Doc("""
        The namespace of this domain. Only this field decides whose namespace it is; labels on namespaces don't. It can't
        be changed, added or removed later. Default: metadata.name.
        """) @Nullable
        String namespace,

        @Doc("""
        How the namespace comes about. Create makes it, and refuses one that exists already. Adopt takes one that exists
        and adds labels and RoleBindings only. Default: Create.
        """) @Nullable NamespacePolicy namespacePolicy,

        @Required @Size(min = 1, max = 32) @Doc("""
        Who may publish data products and ask for access in this domain's namespace. Between 1 and 32 subjects.
        """) List<Subject> owners,

        @Size(max = 32) @Doc("""
        Who may write Policies, and so decide who reads this domain's data. At most 32 subjects. Default: the owners.
        """) List<Subject> stewards,

        @ListMap({"port", "rule"}) @Size(max = 32) @Doc("""
        What this domain may do for a time although a rule of the mesh refuses it. At most 32. Default: nothing.
        """) List<RuleException> exceptions) {

    public DomainSpec {
        owners = Copies.of(owners);
        stewards = Copies.of(stewards);
        exceptions = Copies.of(exceptions);
    }

    /** Leave to do for a time what a rule refuses. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Doc("Leave to do for a time what a rule refuses.")
    public record RuleException(
            @Required
            @Size(min = 1, max = Api.NAME)
            @Pattern(Api.NAME_PATTERN)
            @Doc("The OutputPort of this domain that it is for.")
            String port,

            @Required @Doc("""
            The rule. BreakingChange: a contract may change so that its consumers break; what they are granted then follows the
            new contract. SunsetNotice: a version may end at its sunsetTime, whatever minSunsetNotice a Guardrail demands.
            """) ExceptedRule rule,

            @Required @Size(min = 1, max = 256) @Doc("Why. It is told to consumers.")
            String reason,

            @Required @UtcInstant @Doc("When the exception ends, in UTC, for instance 2026-12-07T00:00:00Z.")
            String expirationTime) {

        public boolean holds(Instant now) {
            return now.isBefore(Instant.parse(expirationTime));
        }
    }

    /** The leave for one of its ports that holds now. */
    public Optional<RuleException> exception(ExceptedRule rule, String port, Instant now) {
        return exceptions.stream()
                .filter(exception ->
                        exception.rule() == rule && exception.port().equals(port) && exception.holds(now))
                .findFirst();
    }

    public NamespacePolicy namespacePolicyOrDefault() {
        return namespacePolicy == null ? NamespacePolicy.CREATE : namespacePolicy;
    }

    /** The stewards; the owners, if there are none. */
    public List<Subject> stewardsOrDefault() {
        return stewards.isEmpty() ? owners : stewards;
    }
}
