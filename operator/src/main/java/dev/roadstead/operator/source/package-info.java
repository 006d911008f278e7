/** Contracts that do not stand in the spec of a port: where they are found, and what a change of them sets off. */
@NullMarked
package dev.roadstead.operator.source;

import org.jspecify.annotations.NullMarked;
