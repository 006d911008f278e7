/** The operator's settings: typed, documented in one place, and refused when misspelt. */
@NullMarked
package dev.roadstead.operator.config;

import org.jspecify.annotations.NullMarked;
