/**
 * What an API server would say to an object, without one: the structural schemas of the CRDs, and their rules in the Common Expression
 * Language. The words are the API server's, so that people find one thing for both.
 */
@NullMarked
package dev.roadstead.operator.schema;

import org.jspecify.annotations.NullMarked;
