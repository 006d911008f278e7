/** What Guardrails demand of whoever publishes, and what is short of it. Pure. */
@NullMarked
package dev.roadstead.operator.requirement;

import org.jspecify.annotations.NullMarked;
