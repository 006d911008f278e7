package dev.roadstead.operator.cli;

import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.operator.answers.AnswerException;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.manifest.ManifestYaml;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads Policies that are not applied yet, as they would be applied. */
final class PolicyFiles {

    private static final Pattern DOCUMENTS = Pattern.compile("(?m)^---.*$");
    private static final Pattern CONTENT = Pattern.compile("(?m)^[^#\\s]");

    List<Policy> read(List<Path> files) throws AnswerException {
        var policies = new ArrayList<Policy>();
        for (Path file : files) {
            for (String document : DOCUMENTS.split(text(file), -1)) {
                if (CONTENT.matcher(document).find()) {
                    policies.add(policy(file, document));
                }
            }
        }
        return policies;
    }

    private static String text(Path file) throws AnswerException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw wrong(file, "can't be read (" + e.getClass().getSimpleName() + "); name a file in UTF-8", e);
        }
    }

    private static Policy policy(Path file, String document) throws AnswerException {
        Policy policy;
        try {
            var serialization = KubernetesClients.serialization();
            policy = serialization.unmarshal(serialization.asJson(ManifestYaml.read(document)), Policy.class);
        } catch (RuntimeException e) {
            throw wrong(file, "holds something that is no Policy; kubectl apply --dry-run=server tells where", e);
        }
        if (policy == null
                || !HasMetadata.getKind(Policy.class).equals(policy.getKind())
                || !HasMetadata.getApiVersion(Policy.class).equals(policy.getApiVersion())) {
            throw wrong(file, "holds an object that is no Policy of " + HasMetadata.getApiVersion(Policy.class), null);
        }
        if (policy.getMetadata() == null || policy.getMetadata().getName() == null || policy.getSpec() == null) {
            throw wrong(file, "holds a Policy without metadata.name or spec; add them", null);
        }
        policy.getMetadata().setGeneration(0L);
        return policy;
    }

    private static AnswerException wrong(Path file, String what, @Nullable Throwable cause) {
        String message = "--policy: " + file + " " + what;
        return cause == null
                ? new AnswerException(AnswerException.Kind.WRONG_NAME, message)
                : new AnswerException(AnswerException.Kind.WRONG_NAME, message, cause);
    }
}
