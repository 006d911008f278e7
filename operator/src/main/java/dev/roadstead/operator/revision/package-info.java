/**
 * The contracts that were accepted, kept beside their ports as ControllerRevisions: what is served can be served on, whatever the
 * spec says by now.
 */
@NullMarked
package dev.roadstead.operator.revision;

import org.jspecify.annotations.NullMarked;
