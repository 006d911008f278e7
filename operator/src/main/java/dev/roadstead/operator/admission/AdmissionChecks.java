package dev.roadstead.operator.admission;

import dev.roadstead.operator.reconcile.Services;
import java.util.List;

/** All checks of the webhook, in the order in which people read what they say. */
public final class AdmissionChecks {

    /** Each is asked about every proposal. */
    public static List<AdmissionCheck> all(Services services) {
        return List.of();
    }

    private AdmissionChecks() {}
}
