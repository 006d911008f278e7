package dev.roadstead.operator.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

    @Test
    void addressesAreReadAsLibpqReadsThem() {
        var found = DatabaseUrl.parse(
                "postgresql://an%40a+b@[::1]:6432/my%2Fdb?sslmode=verify-full&sslrootcert=%2Fca.crt",
                Map.of("PGPASSWORD", "s3cr3t", "PGUSER", "other", "PGSSLMODE", "disable"));
        assertEquals(
                new DatabaseAddress("::1", 6432, "my/db", "an@a+b", "s3cr3t", "verify-full", "/ca.crt", null), found);
        assertFalse(found.toString().contains("s3cr3t"));
        var plain = DatabaseUrl.parse(
                "postgres://db_1.example/sales",
                Map.of("PGUSER", "ana", "PGSSLMODE", "require", "PGSSLROOTCERT", "/c"));
        assertEquals(new DatabaseAddress("db_1.example", 5432, "sales", "ana", null, "require", "/c", null), plain);
        assertEquals(
                "prefer", DatabaseUrl.parse("postgres://ana@db/sales", Map.of()).sslmode());
    }

    /** Wherever somebody puts a password, it is not said again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ana:s3cr3t@db/sales",
                "postgresql://ana:s3cr3t@w0rd@db/sales",
                "postgresql://ana:s3cr3t/w0rd@db/sales",
                "postgresql://ana:s3cr3t%@db/sales",
                "postgresql://ana@db/sales?password=s3cr3t",
                "postgresql://ana@db/sales?s3cr3t",
                "postgresql://ana@db/sales?sslmode=s3cr3t",
                "postgresql://ana@db:99999/sales?sslmode=s3cr3t",
                "postgresql://ana@db/s3cr3t%",
                "postgresql://ana@a,b/s3cr3t",
                "postgresql:///s3cr3t",
                "postgresql://db/s3cr3t",
                "jdbc:postgresql://db/s3cr3t",
                "host=db password=s3cr3t",
                ""
            })
    void whatIsNoAddressIsRefusedWithoutRepeatingIt(String url) {
        String said =
                String.valueOf(assertThrows(IllegalArgumentException.class, () -> DatabaseUrl.parse(url, Map.of()))
                        .getMessage());
        assertTrue(said.startsWith("--url"), said);
        assertFalse(said.contains("s3cr3t"), said);
        assertFalse(assertThrows(IllegalArgumentException.class, () -> TableName.parse(url.isEmpty() ? "a" : url))
                .getMessage()
                .contains("s3cr3t"));
    }

    @Test
    void secretsOfSeveralMakersAreRead() throws CatalogueException {
        assertEquals(
                new DatabaseAddress("db", 6432, "sales", "ana", "s3cr3t", "verify-full", null, "PEM"),
                DatabaseSecret.of(
                        "shop/db",
                        Map.of(
                                "host",
                                "db",
                                "port",
                                "6432",
                                "database",
                                "sales",
                                "username",
                                "ana",
                                "password",
                                "s3cr3t",
                                "ca.crt",
                                "PEM"),
                        Map.of("PGSSLMODE", "disable")));
        assertEquals(
                new DatabaseAddress("db", 5432, "sales", "ana", "s3cr3t", "disable", null, null),
                DatabaseSecret.of(
                        "shop/db",
                        Map.of("host", "db", "dbname", "sales", "user", "ana", "password", "s3cr3t"),
                        Map.of("PGSSLMODE", "disable")));
        for (Map<String, String> keys : List.of(
                Map.of("host", "db", "dbname", "sales", "user", "ana"),
                Map.of("host", "db", "dbname", "s", "user", "a", "password", "s3cr3t", "port", "s3cr3t"),
                Map.of("host", "db", "dbname", "s", "user", "a", "password", "s3cr3t", "sslmode", "s3cr3t"))) {
            String said = String.valueOf(
                    assertThrows(CatalogueException.class, () -> DatabaseSecret.of("shop/db", keys, Map.of()))
                            .getMessage());
            assertTrue(said.startsWith("the Secret shop/db"), said);
            assertFalse(said.contains("s3cr3t"), said);
        }
    }

    @Test
    void namesOfTablesAreReadExactly() {
        assertEquals(new TableName("Sales", "Order Items"), TableName.parse("Sales.Order Items"));
        var odd = new TableName("a.\"b\"", "c.d");
        assertEquals(odd, TableName.parse("\"a.\"\"b\"\"\".\"c.d\""));
        assertEquals(odd, TableName.parse(odd.toString()));
        for (String wrong : new String[] {"orders", "db.sales.orders", ".orders", "sales.", "\"\".x", "\"a.b"}) {
            assertThrows(IllegalArgumentException.class, () -> TableName.parse(wrong), wrong);
        }
        assertNull(DatabaseUrl.given(Map.of("a", ""), "a"));
    }
}
