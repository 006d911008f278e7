/** Conditions, their documented reasons, and the one way to write a status. */
@NullMarked
package dev.roadstead.operator.status;

import org.jspecify.annotations.NullMarked;
