package dev.roadstead.operator.odcs.read;

import org.jspecify.annotations.Nullable;

/** What the standard allows in one place, and what becomes of it. */
@FunctionalInterface
interface Rule {

    /**
     * Reads the part of a document that stands there.
     *
     * @param path where it stands, for messages
     * @return what the contract takes from it: maps, lists, texts, numbers and booleans; null for nothing
     */
    @Nullable
    Object read(String path, Node node, Report report);

    /** The same, but the contract takes nothing from it, and the reader is told so. */
    default Rule ignored() {
        return (path, node, report) -> {
            read(path, node, report);
            report.ignored(path);
            return null;
        };
    }

    /** The same, but what stands there is known from elsewhere, so nobody needs to be told. */
    default Rule elsewhere() {
        return (path, node, report) -> {
            read(path, node, report);
            return null;
        };
    }

    /** The standard allows it, but taking it would promise what nobody keeps. */
    default Rule refused(String cause, String remedy) {
        return (path, node, report) -> {
            int faults = report.violations().size();
            Object found = read(path, node, report);
            if (report.violations().size() == faults && !Rules.saysNothing(found)) {
                report.violation(path, node.line(), cause, remedy);
            }
            return null;
        };
    }
}
