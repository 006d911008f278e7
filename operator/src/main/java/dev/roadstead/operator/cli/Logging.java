package dev.roadstead.operator.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.roadstead.operator.config.OperatorConfig.LogFormat;
import org.slf4j.LoggerFactory;

/** Sets up how log events are written; {@code logback.xml} holds until then. */
final class Logging {

    private static final String OURS = "dev.roadstead";
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level [%thread] %logger{20} - %msg%n";

    /** The level is ours; libraries stay at warnings unless everything is asked for. */
    static void configure(LogFormat format, String level) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(format, context));
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel("trace".equals(level) ? Level.DEBUG : Level.WARN);
        root.addAppender(appender);
        context.getLogger(OURS).setLevel(Level.toLevel(level));
        // It warns that v1alpha1 is not stable, of every kind and at every start.
        context.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
                .setLevel(Level.ERROR);
    }

    private static Encoder<ILoggingEvent> encoder(LogFormat format, LoggerContext context) {
        return switch (format) {
            case JSON -> started(new JsonEncoder(), context);
            case TEXT -> {
                var encoder = new PatternLayoutEncoder();
                encoder.setPattern(PATTERN);
                yield started(encoder, context);
            }
        };
    }

    private static <E extends Encoder<ILoggingEvent>> E started(E encoder, LoggerContext context) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private Logging() {}
}
