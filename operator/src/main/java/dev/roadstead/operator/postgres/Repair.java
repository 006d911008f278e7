package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Finding;
import dev.roadstead.operator.postgres.Script.Statement;
import java.util.List;

/**
 * What was found, and how the operator can put it right.
 *
 * @param attempt empty where its rights can't suffice
 */
record Repair(Finding finding, List<Statement> attempt) {}
