/**
 * From a request to an answer: what it names, for whom it asks, and what the Policies say. The operator's reconcile and
 * the command line work with the same functions, so that neither can give another reason than the other.
 */
@NullMarked
package dev.roadstead.operator.request;

import org.jspecify.annotations.NullMarked;
