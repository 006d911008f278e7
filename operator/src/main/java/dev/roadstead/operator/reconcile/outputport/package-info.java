/** Publishes the versions of ports and counts who reads them. */
@NullMarked
package dev.roadstead.operator.reconcile.outputport;

import org.jspecify.annotations.NullMarked;
