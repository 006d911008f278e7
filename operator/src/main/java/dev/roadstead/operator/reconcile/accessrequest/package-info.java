/** Resolves what is asked for, decides, grants, proves it by reading, and ends it. */
@NullMarked
package dev.roadstead.operator.reconcile.accessrequest;

import org.jspecify.annotations.NullMarked;
