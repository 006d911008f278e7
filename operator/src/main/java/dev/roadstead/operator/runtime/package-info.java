/** Puts the operator together, runs it and stops it. */
@NullMarked
package dev.roadstead.operator.runtime;

import org.jspecify.annotations.NullMarked;
