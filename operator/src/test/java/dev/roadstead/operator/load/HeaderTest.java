package dev.roadstead.operator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderTest {

    private static final List<TableColumn> TABLE = List.of(
            new TableColumn("id", "bigint", "bigint", true, false, 1),
            new TableColumn("name", "text", "text", false, false, 0),
            new TableColumn("total", "numeric", "numeric", false, true, 0));
    private static final ContractColumns NO_CONTRACT = new ContractColumns(Map.of());

    @Test
    void anyOrder() throws LoadException {
        var matched = Header.match(List.of("name", "id"), TABLE, NO_CONTRACT);
        assertEquals(
                List.of("name", "id"), matched.stream().map(TableColumn::name).toList());
    }

    @Test
    void aContractMayRequireMore() throws LoadException {
        var contract = new ContractColumns(Map.of("name", true));
        assertTrue(Header.match(List.of("id", "name"), TABLE, contract).get(1).required());
        assertThrows(LoadException.class, () -> Header.match(List.of("id"), TABLE, contract));
    }

    @Test
    void everythingWrongIsNamedAtOnce() {
        var refusal = assertThrows(
                LoadException.class, () -> Header.match(List.of("Name", "a\"b", "total"), TABLE, NO_CONTRACT));
        assertEquals(
                "the file has columns the table does not have: Name, a\"b, and has columns the store computes itself:"
                        + " total, and lacks columns that must have a value: id. The table's columns are id, name, total;"
                        + " the file may name them in any order",
                refusal.getMessage());
    }
}
