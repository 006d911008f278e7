/**
 * What live consumers rest on can't be taken away under them. Before the first grant on a version the port's status says
 * that it is protected, and so do the statuses of the product, the domain and the StoreClass behind it. The API server
 * itself refuses by those words, so the guard holds with no operator running; see DESIGN.md beside this file.
 */
@NullMarked
package dev.roadstead.operator.protection;

import org.jspecify.annotations.NullMarked;
