package dev.roadstead.operator.cli;

import dev.roadstead.operator.kube.KubernetesClients;
import dev.roadstead.operator.whatif.PlanLine;
import dev.roadstead.operator.whatif.PlanText;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints a plan: as lines that begin as those of a diff do, or for programs. */
final class PlanPrinter {

    private static final String INDENT = "  ";

    /** How it is printed. */
    enum Format {
        TEXT,
        JSON,
        YAML;

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PrintWriter out;
    private final Style style;

    PlanPrinter(PrintWriter out, Style style) {
        this.out = out;
        this.style = style;
    }

    void print(Plan plan, Format format) {
        switch (format) {
            case TEXT -> text(plan);
            case JSON -> out.println(KubernetesClients.serialization().asJson(plan));
            case YAML -> out.print(KubernetesClients.serialization().asYaml(plan));
        }
        out.flush();
    }

    private void text(Plan plan) {
        if (plan.consequences().isNothing()) {
            out.println("Nothing would change.");
        }
        boolean first = true;
        for (PlanLine line : PlanText.of(plan.consequences())) {
            if (line.sign() == PlanLine.Sign.HEADING) {
                out.print(first ? "" : System.lineSeparator());
                out.println(style.bold(line.text()));
                first = false;
            } else {
                out.println(style.sign(
                        line.sign(),
                        line.sign().mark() + " " + INDENT.repeat(line.depth()) + Style.printable(line.text())));
            }
        }
        if (!plan.consequences().objects().isEmpty() && plan.consequences().isSeenByNobody()) {
            out.println(System.lineSeparator() + "No consumer, table or contract is touched.");
        }
        if (!plan.notChecked().isEmpty()) {
            out.println(System.lineSeparator() + style.bold("Not checked"));
            plan.notChecked().forEach(gap -> out.println("? " + Style.printable(gap)));
        }
        if (plan.otherKinds() > 0) {
            out.println(System.lineSeparator() + plan.otherKinds() + " of other kinds passed over.");
        }
    }
}
