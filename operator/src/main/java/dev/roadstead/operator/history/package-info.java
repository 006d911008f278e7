/**
 * What was granted to whom, when, and by whose decision: the form of the entries, their chain, and the questions asked
 * of them. Pure: who writes and who reads them lies in the backend.
 */
@NullMarked
package dev.roadstead.operator.history;

import org.jspecify.annotations.NullMarked;
