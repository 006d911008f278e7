/**
 * Who may see what: a pure function of what is asked, the Policies of the port's domain, the contract and the time.
 *
 * <p>Within one Policy the strictest entry wins, between Policies the most generous one; what no Policy allows is hidden.
 * There is no client, clock or logger here, so the same answer comes out in admission, in reconcile and on the command line.
 */
@NullMarked
package dev.roadstead.operator.access;

import org.jspecify.annotations.NullMarked;
