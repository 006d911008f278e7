/** Reads Policies and tells what they are about. Access is decided where the requests are. */
@NullMarked
package dev.roadstead.operator.reconcile.policy;

import org.jspecify.annotations.NullMarked;
