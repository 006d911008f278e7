/** Contracts as documents of the Open Data Contract Standard. Pure: no client, clock or logger. */
@NullMarked
package dev.roadstead.operator.odcs;

import org.jspecify.annotations.NullMarked;
