/** Reads Guardrails and counts what they do. Access is decided where the requests are. */
@NullMarked
package dev.roadstead.operator.reconcile.guardrail;

import org.jspecify.annotations.NullMarked;
