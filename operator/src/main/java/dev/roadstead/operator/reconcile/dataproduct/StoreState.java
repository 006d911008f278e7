package dev.roadstead.operator.reconcile.dataproduct;

import dev.roadstead.api.v1alpha1.DataProductStatus;
import dev.roadstead.operator.reconcile.StoreFailure;
import dev.roadstead.operator.status.ConditionType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What has come of one store.
 *
 * @param status what the product's status says about it; null while it has never been made
 * @param about the condition that the failure belongs to
 * @param failure what stands in the way; null if nothing does
 */
record StoreState(
        String name,
        DataProductStatus.@Nullable Store status,
        ConditionType about,
        @Nullable StoreFailure failure,
        List<WriterState> writers) {

    /**
     * What has come of one writer.
     *
     * @param status what the product's status says about it
     * @param untilRotation when its login is to be looked at; null if only with everything else
     */
    record WriterState(
            DataProductStatus.Writer status,
            @Nullable StoreFailure failure,
            @Nullable Duration untilRotation) {}

    StoreState {
        writers = List.copyOf(writers);
    }

    static StoreState failed(
            String name,
            DataProductStatus.@Nullable Store before,
            List<DataProductStatus.Writer> writersBefore,
            ConditionType about,
            StoreFailure failure) {
        return new StoreState(
                name,
                before,
                about,
                failure,
                writersBefore.stream()
                        .map(writer -> new WriterState(writer, null, null))
                        .toList());
    }

    /** How long until one of its writers' logins is to be looked at; empty if only with everything else. */
    Optional<Duration> untilRotation() {
        return writers.stream()
                .flatMap(writer -> Optional.ofNullable(writer.untilRotation()).stream())
                .min(Comparator.naturalOrder());
    }

    /** The first thing that stands in the way of the store or one of its writers. */
    Optional<StoreFailure> anyFailure() {
        return Optional.ofNullable(failure)
                .or(() -> writers.stream()
                        .flatMap(writer -> Optional.ofNullable(writer.failure()).stream())
                        .findFirst());
    }
}
