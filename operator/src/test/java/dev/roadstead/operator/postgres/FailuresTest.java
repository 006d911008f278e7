package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.BackendException;
import dev.roadstead.operator.backend.RotationPlan;
import dev.roadstead.operator.backend.StoreSettings;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

class FailuresTest {
    private static final StoreSettings SETTINGS = new StoreSettings(
            "warehouse",
            "db.example",
            5432,
            "mesh",
            "roadstead",
            "secret",
            StoreSettings.TlsMode.DISABLE,
            null,
            4,
            null,
            10,
            RotationPlan.ON_DEMAND);

    @Test
    void whatTheServerAnsweredIsNotAboutTheWayToIt() {
        BackendException told = Failures.connecting(SETTINGS, said("0A000", "cannot convert infinity to bigint"));
        assertEquals("StoreRefused", told.reason());
        assertTrue(told.getMessage().contains("cannot convert infinity to bigint (SQLSTATE 0A000)"), told.getMessage());
        assertFalse(told.getMessage().contains("check spec.postgres.host"), told.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "53300", "57P03"})
    void aServerThatLetsNobodyInCantBeReached(String state) {
        BackendException told = Failures.connecting(SETTINGS, said(state, "not now"));
        assertEquals("Unreachable", told.reason());
        assertTrue(told.getMessage().contains("check spec.postgres.host"), told.getMessage());
    }

    @Test
    void neitherCanOneThatSaysNothing() {
        SQLException silent = new PSQLException("refused", PSQLState.CONNECTION_UNABLE_TO_CONNECT);
        assertEquals("Unreachable", Failures.connecting(SETTINGS, silent).reason());
    }

    private static SQLException said(String state, String message) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C" + state + "\0M" + message + "\0"));
    }
}
