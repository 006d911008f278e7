/** The contract that every kind of store keeps: keys, wishes, outcomes. A backend knows nothing of Kubernetes. */
@NullMarked
package dev.roadstead.operator.backend;

import org.jspecify.annotations.NullMarked;
