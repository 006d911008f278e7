package dev.roadstead.operator.cli;

import java.util.Locale;

/** How an answer is written. */
enum OutputFormat {
    TABLE,
    JSON,
    YAML,
    CSV;

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
