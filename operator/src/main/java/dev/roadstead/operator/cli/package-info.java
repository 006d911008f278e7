/** The subcommands of the {@code roadstead} program; the only package that prints. */
@NullMarked
package dev.roadstead.operator.cli;

import org.jspecify.annotations.NullMarked;
