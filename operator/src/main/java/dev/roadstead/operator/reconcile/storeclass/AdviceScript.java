package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.operator.backend.Advice;
import dev.roadstead.operator.backend.Advice.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Advice as a script: one comment and one line of SQL each, so that an administrator can read it, or run the message of
 * the condition as it stands.
 */
final class AdviceScript {

    /** Below the longest message a condition can have, which would be cut inside a statement. */
    private static final int LONGEST = 3800;

    private AdviceScript() {}

    static boolean needed(List<Advice> advice) {
        return advice.stream().anyMatch(one -> one.kind() == Kind.NEEDED);
    }

    /** @param database where it is to be run */
    static String needed(List<Advice> advice, String database) {
        return script("-- to be run by a DBA in database " + database, advice, Kind.NEEDED);
    }

    /** Empty if there is none. */
    static String optional(List<Advice> advice) {
        return advice.stream().anyMatch(one -> one.kind() == Kind.OPTIONAL)
                ? script("-- nothing is left open; optional:", advice, Kind.OPTIONAL)
                : "";
    }

    private static String script(String title, List<Advice> advice, Kind kind) {
        List<String> blocks = advice.stream()
                .filter(one -> one.kind() == kind)
                .map(AdviceScript::block)
                .toList();
        List<String> shown = new ArrayList<>(List.of(title));
        int length = title.length();
        for (String block : blocks) {
            length += block.length() + 1;
            if (length > LONGEST) {
                shown.add("-- and " + (blocks.size() - shown.size() + 1) + " more, shown once these are done");
                break;
            }
            shown.add(block);
        }
        return String.join("\n", shown);
    }

    private static String block(Advice advice) {
        return "-- " + advice.why() + (advice.statement().isEmpty() ? "" : "\n" + advice.statement() + ";");
    }
}
