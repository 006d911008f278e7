/** What a contract promises about data, and what of it holds: pure, so that it can be tested with any catalogue. */
@NullMarked
package dev.roadstead.operator.quality;

import org.jspecify.annotations.NullMarked;
