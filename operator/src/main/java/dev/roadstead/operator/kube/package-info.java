/** What all reconcilers share of Kubernetes: the caches, the cross triggers, Events, Secrets and the mesh's identity. */
@NullMarked
package dev.roadstead.operator.kube;

import org.jspecify.annotations.NullMarked;
