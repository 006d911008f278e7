/** Manifests in files, before any API server has seen them. */
@NullMarked
package dev.roadstead.operator.manifest;

import org.jspecify.annotations.NullMarked;
