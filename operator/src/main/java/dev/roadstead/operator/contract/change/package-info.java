/**
 * What a new contract changes for those who read by the old one. Pure: the same two contracts always give the same changes, and
 * the order in which relations and columns are written gives none.
 */
@NullMarked
package dev.roadstead.operator.contract.change;

import org.jspecify.annotations.NullMarked;
