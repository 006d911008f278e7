package dev.roadstead.operator.postgres;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a pass.
 *
 * @param change what it asks of the wishes
 * @param release what ends because of it, judged by the snapshot; absent for wishes
 */
record Request(
        Object key, Consumer<Wishes> change, @Nullable Release release, CompletableFuture<@Nullable Object> answer) {

    /** The key of a request that asks for nothing but an answer. */
    static final Object LIFE_SIGN = "life sign";

    /** What is to end, once the snapshot is known. */
    interface Release {
        void run(Releases releases, Snapshot snapshot, Wishes wishes) throws SQLException;
    }

    static Request of(Object key, Consumer<Wishes> change, @Nullable Release release) {
        return new Request(key, change, release, new CompletableFuture<>());
    }

    boolean isLifeSign() {
        return key.equals(LIFE_SIGN);
    }

    void fail(Throwable cause) {
        answer.completeExceptionally(cause);
    }
}
