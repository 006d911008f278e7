/**
 * The kinds of {@code roadstead.dev/v1alpha1}.
 *
 * <p>Records hold what the API server stored. A list that is absent is empty here where absence has no meaning of its
 * own; every other optional field is nullable, and its default is given by an accessor named {@code …OrDefault}. No
 * constructor refuses anything: an object that can't be read would stop every other object of its kind from being
 * seen, so judging is the validators' task.
 */
@NullMarked
package dev.roadstead.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
