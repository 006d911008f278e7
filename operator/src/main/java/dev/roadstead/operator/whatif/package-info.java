/**
 * What a change would do, before it is made. A mesh and a change go in, a mesh and the consequences come out; the decisions are
 * those of {@link dev.roadstead.operator.access}, {@link dev.roadstead.operator.contract.change} and
 * {@link dev.roadstead.operator.request}, so nothing is foretold by other rules than those that will hold. Pure.
 */
@NullMarked
package dev.roadstead.operator.whatif;

import org.jspecify.annotations.NullMarked;
