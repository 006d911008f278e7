package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.StoreSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works out what a store holds that no wish can have made, and how it goes. Pure. */
final class DriftPlanner {
    private final Names names;
    private final StoreSettings settings;
    private final int serverMajor;

    DriftPlanner(Names names, StoreSettings settings, int serverMajor) {
        this.names = names;
        this.settings = settings;
        this.serverMajor = serverMajor;
    }

    /** @param before what the operator itself left; absent where it has written since, or has only just started */
    List<Repair> find(Snapshot snapshot, @Nullable Snapshot before) {
        Marks marks = new Marks(snapshot, names, settings.username());
        List<Repair> found = new ArrayList<>();
        Exposure exposure = snapshot.exposure();
        // Before anything is written where one of them would see it.
        found.addAll(TriggerDrift.find(exposure.triggers()));
        found.addAll(new RecordDrift(snapshot).find(before));
        found.addAll(new RoleDrift(marks, names, settings, serverMajor).find(exposure));
        found.addAll(new RightDrift(marks, settings.username()).find(exposure));
        found.addAll(new ObjectDrift(marks, names, settings.username()).find(exposure, snapshot.now()));
        return found;
    }
}
