package dev.roadstead.operator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryTextTest {

    /** As the store gives it back: the columns by the length of their names. */
    private static final String GRANT = """
            {"port": "customers", "domain": "crm", "version": "v1", "purpose": "campaign", "contract": "c1",
             "logins": ["rs_1_c_a", "rs_1_c_b"],
             "lens": [{"relation": "customers", "groups": [{"columns":
                {"id": "Clear", "tel": "Redact", "mail": "Hash", "address": "Hidden"}}]}],
             "decidedBy": [
                {"kind": "Policy", "name": "crm/people", "generation": 3},
                {"kind": "Guardrail", "name": "people", "generation": 2,
                 "exceptions": ["until 2026-12-07T00:00:00Z: ring case (DPO-88)"]}]}
            """;

    private static final String CONTRACT = """
            {"schema": [{"name": "customers", "properties":
                [{"name": "id"}, {"name": "mail"}, {"name": "address"}, {"name": "tel"}]}]}
            """;

    @Test
    void columnsStandInTheContractsOrder() {
        assertEquals(
                "customers.mail Hash; customers.address Hidden; customers.tel Redact",
                text(GRANT, Map.of("c1", CONTRACT)).what());
    }

    @Test
    void orByNameWhereItsTextIsGone() {
        assertEquals(
                "customers.address Hidden; customers.mail Hash; customers.tel Redact",
                text(GRANT, Map.of("c2", CONTRACT)).what());
    }

    @Test
    void whoDecidedIsToldWithHisKindAndWhatWasExcepted() {
        assertEquals(
                "Policy crm/people@g3, Guardrail people@g2 (excepted until 2026-12-07T00:00:00Z: ring case (DPO-88))",
                text(GRANT, Map.of()).decidedBy());
    }

    @Test
    void loginsAreTold() {
        assertEquals("rs_1_c_a, rs_1_c_b", text(GRANT, Map.of()).logins());
        assertEquals("", text("{\"reason\": \"Revoked\"}", Map.of()).logins());
    }

    private static EntryText text(String body, Map<String, String> contracts) {
        return EntryText.of(new Entry(1, Instant.EPOCH, "Opened", "g", body, "", ""), new ColumnOrder(contracts));
    }
}
