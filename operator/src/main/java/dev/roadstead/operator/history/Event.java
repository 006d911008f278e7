package dev.roadstead.operator.history;

/** What an entry of the history tells. */
public enum Event {
    /** Somebody can read from here on. */
    OPENED("Opened"),
    /** The same grant, seen or decided otherwise from here on. */
    CHANGED("Changed"),
    /** Nobody can read by this grant from here on. */
    CLOSED("Closed"),
    /** A port version shows this contract from here on. */
    PUBLISHED("Published"),
    /** A right was found that no decision gave. */
    DRIFT_FOUND("DriftFound"),
    /** That right is gone again. */
    DRIFT_REPAIRED("DriftRepaired"),
    /** The operator was watching; the body has a digest of all rights. */
    CHECKED("Checked"),
    /** From here on nobody watched. */
    WATCH_LOST("WatchLost"),
    /** From here on the operator watches again. */
    WATCH_RESUMED("WatchResumed"),
    /** The database was set back; what came after {@code to} is lost here. */
    REWOUND("Rewound"),
    /** What was older than the retention is gone; the body says up to which entry, and what of it stays. */
    PRUNED("Pruned");

    private final String wireName;

    Event(String wireName) {
        this.wireName = wireName;
    }

    /** As it is stored. */
    public String wireName() {
        return wireName;
    }

    @Override
    public String toString() {
        return wireName;
    }
}
