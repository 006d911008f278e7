package dev.roadstead.testing;

import dev.roadstead.operator.Main;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The program's commands in this JVM, as somebody with some rights in the test cluster. */
public final class CommandLineUnderTest {

    private final Path kubeconfig;
    private final String operatorNamespace;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private CommandLineUnderTest(Path kubeconfig, String operatorNamespace) {
        this.kubeconfig = kubeconfig;
        this.operatorNamespace = operatorNamespace;
    }

    /** With all rights. */
    public static CommandLineUnderTest asAdmin(OperatorUnderTest operator) {
        return new CommandLineUnderTest(operator.cluster().kubeconfig(), operator.namespace());
    }

    /**
     * With the rights of a ServiceAccount, made if it is not there.
     *
     * @param files where its kubeconfig goes
     */
    public static CommandLineUnderTest as(OperatorUnderTest operator, String namespace, String account, Path files)
            throws IOException {
        var accounts = operator.admin().serviceAccounts().inNamespace(namespace).withName(account);
        if (accounts.get() == null) {
            operator.admin()
                    .resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withName(account)
                            .withNamespace(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        String token = accounts.tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Config all = operator.admin().getConfiguration();
        String authority = all.getCaCertData() != null
                ? "certificate-authority-data: " + all.getCaCertData()
                : "certificate-authority: " + all.getCaCertFile();
        Path file = files.resolve("kubeconfig-" + account);
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s", %s}}]
                contexts: [{name: c, context: {cluster: c, user: u, namespace: %s}}]
                users: [{name: u, user: {token: %s}}]
                current-context: c
                """.formatted(all.getMasterUrl(), authority, namespace, token));
        return new CommandLineUnderTest(file, operator.namespace());
    }

    /** Runs a command; what it printed before is forgotten. */
    public int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--kubeconfig", kubeconfig.toString(), "--operator-namespace", operatorNamespace));
        return new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    /** What the last command wrote to standard output. */
    public String out() {
        return out.toString();
    }

    /** What the last command wrote to standard error. */
    public String err() {
        return err.toString();
    }
}
