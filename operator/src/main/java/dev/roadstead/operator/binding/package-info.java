/**
 * Credentials in the form of the Service Binding specification: how a Secret is written, read back, and where its
 * password comes from.
 */
@NullMarked
package dev.roadstead.operator.binding;

import org.jspecify.annotations.NullMarked;
