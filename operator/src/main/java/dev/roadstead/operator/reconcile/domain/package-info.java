/** A Domain: its namespace, who may do what there, and its end. */
@NullMarked
package dev.roadstead.operator.reconcile.domain;

import org.jspecify.annotations.NullMarked;
