/** The {@code roadstead} program's subcommands. */
@NullMarked
package dev.roadstead.operator.cli;

import org.jspecify.annotations.NullMarked;
