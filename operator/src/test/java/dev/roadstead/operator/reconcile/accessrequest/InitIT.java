package dev.roadstead.operator.reconcile.accessrequest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.api.v1alpha1.DataProduct;
import dev.roadstead.api.v1alpha1.OutputPort;
import dev.roadstead.operator.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code roadstead init} writes is taken as it is, and the file it was made from can be loaded. */
class InitIT {

    @TempDir
    private Path folder;

    @Test
    void aDraftIsAppliedAndItsFileLoaded() throws IOException, SQLException {
        Path csv = Files.writeString(folder.resolve("orders.csv"), "\uFEFF" + """
                id,amount,code,paid,day,at,local,clock,note
                1,9.5,007,true,2026-01-31,2026-01-31T10:00:00Z,2026-01-31 10:00:00,10:00,
                2,10,008,FALSE,2026-02-01,2026-01-31 11:00:00+01:00,2026-01-31T11:00:00,11:30:15,"it's ""quoted"",
                and long"
                """);
        Path drafts = folder.resolve("drafts");
        try (AccessMesh mesh = AccessMesh.start()) {
            String domain = mesh.newDomain("sales");
            String kubeconfig = mesh.operator().cluster().kubeconfig().toString();
            run("init", "shop-orders", "--from", "csv", csv.toString(), "-o", drafts.toString());
            mesh.applyText(Files.readString(drafts.resolve("shop-orders.dataproduct.yaml"))
                    .replace("name: shop-orders}", "name: shop-orders, namespace: " + domain + "}")
                    .replace("- name: main", "- name: main\n    storeClassName: " + mesh.storeClass()));
            mesh.applyText(Files.readString(drafts.resolve("shop-orders.outputport.yaml"))
                    .replace(
                            "metadata: {name: shop-orders}",
                            "metadata: {name: shop-orders, namespace: " + domain + "}"));
            mesh.awaitReady(DataProduct.class, domain, "shop-orders");
            mesh.awaitReady(OutputPort.class, domain, "shop-orders");
            String said =
                    run("load", domain + "/shop-orders/main.shop_orders", csv.toString(), "--kubeconfig", kubeconfig);
            assertTrue(said.contains("Loaded 2 rows"), said);
            try (Connection dba = mesh.superuser()) {
                String schema = mesh.text(
                        dba,
                        "SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'shop_orders' AND relkind = 'r'");
                assertEquals("007", mesh.text(dba, "SELECT code FROM " + schema + ".shop_orders WHERE id = 1"));
            }
        }
    }

    private static String run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = new CommandLine(new Main())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        assertEquals(0, code, err.toString());
        return out.toString();
    }
}
