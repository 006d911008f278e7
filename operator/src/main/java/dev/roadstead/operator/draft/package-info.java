/** First drafts of products and ports, from data that is there already. Pure but for reading a CSV file. */
@NullMarked
package dev.roadstead.operator.draft;

import org.jspecify.annotations.NullMarked;
