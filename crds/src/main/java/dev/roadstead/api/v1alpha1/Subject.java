package dev.roadstead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.roadstead.api.schema.Doc;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A user, a group or a ServiceAccount, as in a RoleBinding. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Doc("A user, group or ServiceAccount, as in a RoleBinding.")
@ValidationRule(
        value = "!self.name.startsWith('system:')",
        message =
                "name: subjects that start with system: stand for everybody or for parts of Kubernetes; name a user, group"
                        + " or ServiceAccount of your own")
@ValidationRule(
        value = "has(self.__namespace__) == (self.kind == 'ServiceAccount')",
        message = "namespace: a ServiceAccount needs its namespace, a User or Group has none; add or remove namespace")
@ValidationRule(
        value = "!has(self.apiGroup)"
                + " || self.apiGroup == (self.kind == 'ServiceAccount' ? '' : 'rbac.authorization.k8s.io')",
        message =
                "apiGroup: is rbac.authorization.k8s.io for User and Group and empty for ServiceAccount; leave it out")
public record Subject(
        @Required @Doc("What the subject is: User, Group or ServiceAccount.")
        SubjectKind kind,

        @Size(max = Api.LABEL) @Doc("""
        The API group of the kind. It may be left out; it is rbac.authorization.k8s.io for User and Group, and empty for
        ServiceAccount.
        """) @Nullable String apiGroup,

        @Required
        @Size(min = 1, max = Api.SUBDOMAIN)
        @Doc("The name of the user, group or ServiceAccount. It must not start with system:.")
        String name,

        @Size(min = 1, max = Api.LABEL)
        @Pattern(Api.LABEL_PATTERN)
        @Doc("The namespace of a ServiceAccount. Required there, and refused for a User or Group.")
        @Nullable
        String namespace) {}
