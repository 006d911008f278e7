/** One table of somebody's PostgreSQL, as its catalogue has it. No row is ever read. */
@NullMarked
package dev.roadstead.operator.catalogue;

import org.jspecify.annotations.NullMarked;
