package dev.roadstead.operator.cli;

import dev.roadstead.operator.answers.Answer;
import dev.roadstead.operator.answers.AnswerException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** How every question ends: the answer on standard output, and the exit status that scripts rely on. */
final class Asking {

    static final int YES = 0;
    static final int NO = 1;
    static final int WRONG_USAGE = 2;
    static final int NOT_ASKED = 3;

    /** A question to a cluster. */
    interface Question {
        Answer ask(KubernetesClient client) throws AnswerException;
    }

    /** A question that writes its own answer, and says with which exit status it ends. */
    interface Task {
        int run() throws AnswerException;
    }

    /** The same, with a cluster. */
    interface ClusterTask {
        int run(KubernetesClient client) throws AnswerException;
    }

    private final CommandSpec spec;

    Asking(CommandSpec spec) {
        this.spec = spec;
    }

    int answer(ClusterOptions cluster, OutputFormat format, Question question) {
        return run(cluster, client -> tell(question.ask(client), format));
    }

    int run(ClusterOptions cluster, ClusterTask task) {
        return run(() -> {
            try (var client = cluster.open()) {
                return task.run(client);
            }
        });
    }

    /** As the other one, for a command whose exit statuses mean something else: one for whatever goes wrong. */
    int run(ClusterOptions cluster, ClusterTask task, int failed) {
        var done = new AtomicInteger(failed);
        run(cluster, client -> {
            done.set(task.run(client));
            return YES;
        });
        return done.get();
    }

    int run(Task task) {
        try {
            return task.run();
        } catch (AnswerException e) {
            complain(String.valueOf(e.getMessage()));
            return e.kind() == AnswerException.Kind.WRONG_NAME ? WRONG_USAGE : NOT_ASKED;
        } catch (KubernetesClientException e) {
            complain("the kubeconfig can't be used: " + e.getMessage() + "; check --kubeconfig and --context");
            return NOT_ASKED;
        }
    }

    int tell(Answer answer, OutputFormat format) {
        new AnswerPrinter(spec.commandLine().getOut(), spec.commandLine().getErr(), Style.ofTerminal())
                .print(answer, format);
        return answer.yes() ? YES : NO;
    }

    void complain(String message) {
        var err = spec.commandLine().getErr();
        err.println("error: " + message);
        err.flush();
    }

    /** Reads an argument; what is wrong with it is a usage error. */
    <T> T argument(Supplier<T> parsed) {
        try {
            return parsed.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
