/** A StoreClass: its credentials, its connection, and how it heals. */
@NullMarked
package dev.roadstead.operator.reconcile.storeclass;

import org.jspecify.annotations.NullMarked;
