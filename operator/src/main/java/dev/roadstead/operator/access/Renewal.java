package dev.roadstead.operator.access;

/** How a lease of a Policy's maxDuration goes on. */
public enum Renewal {
    /** The consumer says so, and the time counts anew from then. */
    MANUAL,
    /** By itself, as long as consent and proof stand. */
    AUTOMATIC
}
