package dev.roadstead.operator.request;

import dev.roadstead.operator.backend.GrantKey;
import dev.roadstead.operator.status.ConditionType;
import dev.roadstead.operator.status.Refusal;
import org.jspecify.annotations.Nullable;

/** Whether what a request names is there. */
public sealed interface Resolution {

    record Found(Requested requested) implements Resolution {}

    /** It may be there, but nobody can tell now. What was granted stays, nothing new is granted. */
    record Unsettled(ConditionType about, Refusal refusal) implements Resolution {}

    /**
     * It is there, but where its data lies, or whose namespace it or the request lies in, is contradicted or can't be told now. What
     * was granted may end or become narrower, and nothing else: otherwise whoever can bring about the contradiction could keep what
     * nobody allows any more.
     *
     * @param requested with the StoreClass that it was served from last
     */
    record Doubtful(Requested requested, Refusal refusal) implements Resolution {}

    /**
     * It is not there, or not for this request. What was granted ends.
     *
     * @param about the condition that says so
     * @param key what may have been granted; null if that can't be told
     * @param className where; null if that can't be told
     * @param alone whether it is only this request that has no right to it, and another one may rightly hold the same grant
     */
    record Refused(
            ConditionType about,
            Refusal refusal,
            @Nullable GrantKey key,
            @Nullable String className,
            boolean alone) implements Resolution {}
}
