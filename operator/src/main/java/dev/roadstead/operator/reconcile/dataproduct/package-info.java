/** Makes a product's stores, its writers' credentials and the requests for its inputs. */
@NullMarked
package dev.roadstead.operator.reconcile.dataproduct;

import org.jspecify.annotations.NullMarked;
