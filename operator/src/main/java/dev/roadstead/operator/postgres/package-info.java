/**
 * The PostgreSQL backend: one {@link dev.roadstead.operator.postgres.PostgresBackend} per database.
 *
 * <p>Wishes are kept in memory; a {@link dev.roadstead.operator.postgres.StoreSession} reads one
 * {@link dev.roadstead.operator.postgres.Snapshot} of the catalogue for all of them, the pure
 * {@link dev.roadstead.operator.postgres.Planner} works out the whole difference, and the
 * {@link dev.roadstead.operator.postgres.Applier} carries it out in few transactions. DESIGN.md beside this file tells why.
 */
@NullMarked
package dev.roadstead.operator.postgres;

import org.jspecify.annotations.NullMarked;
