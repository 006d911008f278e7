/** The operator's entry point. */
@NullMarked
package dev.roadstead.operator;

import org.jspecify.annotations.NullMarked;
