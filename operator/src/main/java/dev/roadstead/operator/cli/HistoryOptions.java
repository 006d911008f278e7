package dev.roadstead.operator.cli;

import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.postgres.StoreHistory;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which stores are asked, and with whose rights: the store's own credentials, as far as the caller may read them. */
final class HistoryOptions {

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Ask only the store of this StoreClass. Default: every store.")
    private @Nullable String className;

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    /** The same for a command that has options of its own. */
    static Outcome each(ClusterOptions cluster, @Nullable String className, Consumer<Asked> question) throws CannotAsk {
        return new HistoryStores(cluster, className).each(question);
    }

    Outcome each(Consumer<Asked> question) throws CannotAsk {
        return each(cluster, className, question);
    }

    /**
     * One store that answers.
     *
     * @param head what the status of its class remembers; null if nothing
     */
    record Asked(String className, @Nullable Head head, StoreHistory history) {}

    /**
     * What was not asked.
     *
     * @param missing a sentence for each store that could not be asked
     */
    record Outcome(int asked, List<String> missing) {}

    /** Nobody could be asked; the message says what to do. */
    static final class CannotAsk extends Exception {
        private static final long serialVersionUID = 1L;

        CannotAsk(String message) {
            super(message);
        }
    }
}
