/**
 * Answers for people: who can read what, why, and how it would look. What an account may not look at is named in the
 * answer, never passed over.
 *
 * <p>{@link dev.roadstead.operator.answers.MeshReader} and {@link dev.roadstead.operator.answers.StoreReader} ask the
 * cluster and the stores; everything else is a function of what they found. The decisions are those of the operator:
 * {@link dev.roadstead.operator.request} and {@link dev.roadstead.operator.access}.
 */
@NullMarked
package dev.roadstead.operator.answers;

import org.jspecify.annotations.NullMarked;
