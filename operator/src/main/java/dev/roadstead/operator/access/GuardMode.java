package dev.roadstead.operator.access;

/** How much of a Guardrail is meant. */
public enum GuardMode {
    /** It is evaluated and counted. */
    DRY_RUN,
    /** Those it would change are told, too. */
    WARN,
    /** It is respected. */
    ENFORCE
}
