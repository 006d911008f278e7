/**
 * What the CRD generator can't express: annotations that say how a field of the API appears in its schema. They are
 * read when the CRDs are generated and have no effect at run time.
 */
@NullMarked
package dev.roadstead.api.schema;

import org.jspecify.annotations.NullMarked;
