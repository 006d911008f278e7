/**
 * What an output port promises: relations, columns, types.
 *
 * <p>Everything here is a value or a pure function: no client, clock or logger. A contract is judged by the same code in
 * admission and in reconcile. Names are always quoted on their way to a store, so they are compared letter by letter,
 * upper and lower case apart, as a store does.
 */
@NullMarked
package dev.roadstead.operator.contract;

import org.jspecify.annotations.NullMarked;
