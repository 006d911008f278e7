package dev.roadstead.operator.quality;

/** What a store says when it is asked about its data. */
public sealed interface Answer {

    /** In characters; what is longer is cut off. */
    int LONGEST = 64;

    /**
     * It answered.
     *
     * @param text as the store prints it, at most {@link #LONGEST} characters; empty for NULL and for no row
     */
    record Found(String text) implements Answer {}

    /**
     * It could not tell.
     *
     * @param cause what to do about it, without values from the data
     * @param passing whether it may be otherwise in a moment, without anybody changing anything
     */
    record Failed(String cause, boolean passing) implements Answer {}
}
