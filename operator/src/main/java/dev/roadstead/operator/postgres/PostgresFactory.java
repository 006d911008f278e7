package dev.roadstead.operator.postgres;

import dev.roadstead.operator.access.Enforcement;
import dev.roadstead.operator.backend.Backend;
import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.BackendFactory;
import dev.roadstead.operator.backend.KnownStore;
import dev.roadstead.operator.backend.MaskKey;
import dev.roadstead.operator.backend.StoreInfo;
import dev.roadstead.operator.backend.StoreSettings;
import dev.roadstead.operator.binding.Passwords;
import dev.roadstead.operator.postgres.Installation.Installed;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens PostgreSQL databases as stores of a mesh. */
public final class PostgresFactory implements BackendFactory {
    private static final List<String> CAPABILITIES =
            List.of("ColumnMasking", "RowFilter", "Expiry", "SessionTermination");
    private static final int WARN_BELOW = 16;
    private static final int ID_BYTES = 5;

    private final Clock clock;
    private final Duration watchInterval;
    private final @Nullable Duration retention;
    private final Duration pruningPause;
    private final SecureRandom random;
    private final String holder;

    /** @param clock this process's, compared with the server's at every pass */
    public PostgresFactory(Clock clock, SecureRandom random) {
        this(clock, random, null);
    }

    /**
     * The same for stores that don't keep their history for ever.
     *
     * @param retention how long they do; null for ever
     */
    public PostgresFactory(Clock clock, SecureRandom random, @Nullable Duration retention) {
        this(clock, random, Watch.INTERVAL, retention, Pruning.PAUSE);
    }

    /**
     * For tests, which can't wait.
     *
     * @param watchInterval how often the history is told that somebody watches
     * @param pruningPause how often it is relieved of what is older
     */
    PostgresFactory(
            Clock clock,
            SecureRandom random,
            Duration watchInterval,
            @Nullable Duration retention,
            Duration pruningPause) {
        this.watchInterval = watchInterval;
        this.retention = retention;
        this.pruningPause = pruningPause;
        this.clock = clock;
        this.random = random;
        this.holder = "roadstead-" + ProcessHandle.current().pid() + "-" + id();
    }

    /** What every store of this kind can enforce; known without opening one. */
    public static Enforcement enforcement() {
        return new Masks();
    }

    @Override
    public Backend open(StoreSettings settings, String meshId, KnownStore known, MaskKey maskKey) {
        Connections connections = new Connections(settings);
        try {
            Installed installed;
            try (Connection connection = connections.operator()) {
                installed = new Installation(settings, meshId, known.storeId(), maskKey).ensure(connection);
            }
            Names names = new Names(installed.storeId());
            StoreSession session = new StoreSession(
                    settings,
                    connections,
                    names,
                    installed.serverMajor(),
                    holder,
                    this::id,
                    clock,
                    new Watch(watchInterval),
                    new Pruning(retention, pruningPause),
                    known.head());
            List<String> warnings = new ArrayList<>();
            if (installed.serverMajor() < WARN_BELOW) {
                warnings.add(
                        "PostgreSQL " + installed.version()
                                + " lets a reader become its group; revocation there relies on ending sessions; use 16 or newer");
            }
            if (!installed.meshKey()) {
                warnings.add("this store hashes with another key than the mesh: hashed values do not join with other"
                        + " stores; put the key of the mesh back into its Secret");
            }
            StoreInfo info =
                    new StoreInfo(installed.storeId(), "postgresql", installed.version(), CAPABILITIES, warnings);
            return new PostgresBackend(
                    info,
                    settings,
                    connections,
                    session,
                    new ServerFactsReader(settings, names.rolePrefix(), clock),
                    new Passwords(random));
        } catch (SQLException e) {
            connections.close();
            throw Failures.connecting(settings, e);
        } catch (BackendException e) {
            connections.close();
            throw e;
        }
    }

    private String id() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
