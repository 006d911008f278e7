/** Reads documents of the Open Data Contract Standard, strictly and with every fault at once. Pure: text in, contract out. */
@NullMarked
package dev.roadstead.operator.odcs.read;

import org.jspecify.annotations.NullMarked;
