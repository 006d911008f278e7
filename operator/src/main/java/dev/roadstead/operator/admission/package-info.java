/**
 * Explains and refuses early what would be refused or hurt somebody later. Nothing rests on it: while it is down everything is
 * admitted, and the reconcile judges by the same rules.
 */
@NullMarked
package dev.roadstead.operator.admission;

import org.jspecify.annotations.NullMarked;
