/** One package for each kind, and what all their reconcilers work with. */
@NullMarked
package dev.roadstead.operator.reconcile;

import org.jspecify.annotations.NullMarked;
