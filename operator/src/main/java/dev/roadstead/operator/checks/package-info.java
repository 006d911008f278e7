/** Checks of what ports promise: when they are made, by whom, and what is known of them. */
@NullMarked
package dev.roadstead.operator.checks;

import org.jspecify.annotations.NullMarked;
