package dev.roadstead.operator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.AccessRequest;
import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.Domain;
import dev.roadstead.api.v1alpha1.Guardrail;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.api.v1alpha1.Policy;
import dev.roadstead.api.v1alpha1.StoreClass;
import dev.roadstead.operator.Main;
import dev.roadstead.operator.kube.Catalogue;
import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.kube.ListedCache;
import dev.roadstead.operator.kube.NamespaceHolders;
import dev.roadstead.operator.postgres.PostgresFactory;
import dev.roadstead.operator.revision.ServedContracts;
import dev.roadstead.operator.whatif.Edit;
import dev.roadstead.operator.whatif.Mesh;
import dev.roadstead.operator.whatif.ObjectRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@code src/docs/plan.md} shows is what is printed. */
class PlanPageTest {

    private static final Path BASEDIR = Path.of(System.getProperty("roadstead.basedir", ".."));
    private static final Path PAGE = BASEDIR.resolve("src/docs/plan.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
    private static final Pattern DOCUMENTS = Pattern.compile("(?m)^---$");
    private static final KubernetesSerialization SERIALIZATION = KubernetesClients.serialization();

    private static List<String> blocks(Path page, String language) throws IOException {
        var blocks = new ArrayList<String>();
        Matcher matcher = BLOCK.matcher(Files.readString(page));
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        assertFalse(blocks.isEmpty(), () -> page + " has no block of " + language);
        return blocks;
    }

    private static List<CustomResource<?, ?>> objects(String block) {
        var objects = new ArrayList<CustomResource<?, ?>>();
        for (String document : DOCUMENTS.split(block, -1)) {
            if (document.contains("apiVersion: roadstead.dev/")) {
                objects.add((CustomResource<?, ?>) SERIALIZATION.unmarshal(document));
            }
        }
        return objects;
    }

    private static Mesh nothing() {
        var catalogue = new Catalogue(new NamespaceHolders());
        List.<Class<? extends HasMetadata>>of(
                        Domain.class,
                        StoreClass.class,
                        Guardrail.class,
                        DataProduct.class,
                        OutputPort.class,
                        Policy.class,
                        AccessRequest.class)
                .forEach(kind -> catalogue.add(kind, new ListedCache<>(List.of())));
        return new Mesh(
                catalogue,
                ServedContracts.AS_WRITTEN,
                PostgresFactory.enforcement(),
                Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void theDiffIsWhatThePolicyDoes() throws IOException {
        var rules = new ObjectRules("roadstead-system");
        var readme = new ArrayList<CustomResource<?, ?>>();
        blocks(BASEDIR.resolve("README.md"), "yaml").forEach(block -> readme.addAll(objects(block)));
        Mesh mesh = nothing().after(Edit.of(readme), rules).mesh();
        var policy = objects(blocks(PAGE, "yaml").getFirst());
        var printed = new StringWriter();
        new PlanPrinter(new PrintWriter(printed), new Style(false))
                .print(
                        new Plan(mesh.after(Edit.of(policy), rules).consequences(), List.of(), 0),
                        PlanPrinter.Format.TEXT);
        assertEquals(blocks(PAGE, "diff").getFirst(), printed.toString());
    }

    @Test
    void everyCommandIsOne() throws IOException {
        List<String> commands = Pattern.compile("(?m)^\\s*(?:- run: )?roadstead ((?:plan|validate) [^>|\n]*)")
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1).replaceAll("\\s+#.*", "").strip())
                .toList();
        assertTrue(commands.size() >= 6, commands::toString);
        commands.forEach(command -> new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(command.replace("\"", "").split("\\s+")));
    }
}
