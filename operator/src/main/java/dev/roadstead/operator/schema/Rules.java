package dev.roadstead.operator.schema;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Expressions of rules, as the API server understands them. */
final class Rules {

    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();

    private final CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .addVar("oldSelf", SimpleType.DYN)
            .addLibraries(CelExtensions.strings(), CelExtensions.optional())
            .build();
    private final CelRuntime runtime = CelRuntimeFactory.legacyCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings(), CelExtensions.optional())
            .build();
    private final Map<String, CelRuntime.Program> programs = new ConcurrentHashMap<>();

    /** An expression that this program can't evaluate, so that nothing is known about it. */
    static final class UnknownException extends Exception {
        private static final long serialVersionUID = 1;

        UnknownException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Compares only where there is something to compare with. */
    static boolean isTransition(String expression) {
        return expression.contains("oldSelf");
    }

    /** @param variables self, and oldSelf where there is one */
    Object evaluate(String expression, Map<String, Object> variables) throws UnknownException {
        try {
            CelRuntime.Program program = programs.get(expression);
            if (program == null) {
                program = runtime.createProgram(compiler.compile(expression).getAst());
                programs.put(expression, program);
            }
            return program.eval(variables);
        } catch (CelValidationException | CelEvaluationException e) {
            throw new UnknownException(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
        }
    }
}
