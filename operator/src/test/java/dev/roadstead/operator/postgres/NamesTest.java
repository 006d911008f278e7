package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.StoreKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The golden list of scheme n1: a name that changes here would leave people's data behind under the old one. */
class NamesTest {
    private final Names names = new Names("6d0f1c2a-0000-4000-8000-000000000000");

    @Test
    void theSchemeIsFixed() {
        StoreKey store = new StoreKey("sales-eu", "data-orders", "main");
        PortKey port = new PortKey("sales-eu", "orders", "v12");
        assertEquals(
                List.of(
                        "sales_eu__data_orders__main__data",
                        "sales_eu__data_orders__main__work",
                        "sales_eu__orders__v12__port",
                        "sales_eu__orders__v12__0123456789",
                        "rs_6d0f1c2a_gate",
                        "rs_6d0f1c2a_keys",
                        "rs_6d0f1c2a_a_03c48b0519",
                        "rs_6d0f1c2a_d_59adc06798",
                        "rs_6d0f1c2a_p_a416d3e69a",
                        "rs_6d0f1c2a_w_f696c90953",
                        "rs_6d0f1c2a_x_1e9b200ee3_a",
                        "rs_6d0f1c2a_c_0123456789_a",
                        "rs_6d0f1c2a_c_0123456789_b",
                        "rs_6d0f1c2a_c_0123456789_a"),
                List.of(
                        Names.dataSchema(store),
                        Names.workSchema(store),
                        Names.portSchema(port),
                        Names.grantSchema(port, "0123456789"),
                        names.gate(),
                        names.keyReader(),
                        names.admin("sales-eu"),
                        names.dataOwner(store),
                        names.portOwner(store),
                        names.writerGroup(store),
                        Names.firstSlot(names.writer(store, "airflow")),
                        Names.firstSlot(names.consumer("0123456789")),
                        Names.otherSlot(Names.firstSlot(names.consumer("0123456789"))),
                        Names.otherSlot(names.consumer("0123456789") + "_b")));
    }

    @Test
    void longNamesKeepTheirBeginningAndStayApart() {
        String forty = "a".repeat(40);
        String one = Names.dataSchema(new StoreKey(forty, forty, "main"));
        String two = Names.dataSchema(new StoreKey(forty, forty, "mail"));
        assertEquals(62, one.length());
        assertTrue(one.startsWith(forty + "__aa__"), one);
        assertNotEquals(one, two);
        assertNotEquals(one, Names.workSchema(new StoreKey(forty, forty, "main")));
    }

    @Test
    void noTwoTuplesShareAHash() {
        assertNotEquals(Names.hash(16, "ab", "c"), Names.hash(16, "a", "bc"));
    }
}
