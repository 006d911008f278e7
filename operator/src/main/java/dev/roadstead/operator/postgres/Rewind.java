package dev.roadstead.operator.postgres;

import dev.roadstead.operator.backend.Rewound;
import dev.roadstead.operator.history.Event;
import dev.roadstead.operator.history.Head;
import dev.roadstead.operator.history.Told;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that was set back holds grants that were ended since. Nobody can tell which, so all of them end, and what is
 * allowed today is granted anew by those who still ask for it.
 */
final class Rewind {
    private static final Logger log = LoggerFactory.getLogger(Rewind.class);

    private Rewind() {}

    /** Whether the store lacks the entry that was known, or has another one in its place. */
    static Optional<Rewound> found(Connection connection, @Nullable Head known, Snapshot snapshot) throws SQLException {
        if (known == null || HistoryReader.has(connection, known)) {
            return Optional.empty();
        }
        return Optional.of(new Rewound(known, snapshot.head()));
    }

    static void end(Rewound rewound, Applier applier, Releases releases, Snapshot snapshot) throws SQLException {
        int grants = snapshot.grants().size();
        SQLException failure = new Attempts(applier)
                .attempt(() -> releases.grants(
                        snapshot.grants().values(), subject -> false, subject -> false, Event.REWOUND.wireName()));
        if (failure != null) {
            // All are ended, so none shows anything; what is left of one must not keep the whole store from beginning.
            log.warn("event=rewound-left sqlstate={}", Failures.state(failure));
        }
        applier.run(List.of(Histories.note(Event.REWOUND, Told.rewound(rewound.from(), rewound.to()))));
        log.warn(
                "event=rewound from={} to={} grantsEnded={}",
                rewound.from().seq(),
                rewound.to() == null ? 0 : rewound.to().seq(),
                grants);
    }
}
