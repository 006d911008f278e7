package dev.roadstead.operator.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roadstead.operator.backend.Subject;
import dev.roadstead.testing.DevelopmentPostgres;
import dev.roadstead.testing.SqlLog;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pass costs in statements, by the number of grants that already stand. */
class PassCostIT {
    private static final int FEW = 10;
    private static final int MANY = 300;
    /** Making them takes most of a minute on two busy cores. */
    private static final int THOUSANDS = Integer.getInteger("roadstead.cost.grants", 2000);

    private static final int TRIES = 4;

    private SqlLog sql;
    private Mesh mesh;

    @BeforeEach
    void makeMesh() throws SQLException {
        sql = SqlLog.start();
        mesh = new Mesh(DevelopmentPostgres.shared());
        mesh.provision();
    }

    @AfterEach
    void closeMesh() throws SQLException {
        mesh.close();
        sql.close();
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS) // for more of them than usual
    void aResyncAsksTheSameNumberOfQuestionsHoweverManyGrantsThereAre() {
        grant(0, FEW);
        long withFew = statementsOfAResync();
        long start = System.nanoTime();
        grant(FEW, THOUSANDS);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        long withMany = statementsOfAResync();
        System.out.printf(
                "cost: queries of a resync with %d grants: %d, with %d: %d (made in %d s)%n",
                FEW, withFew, THOUSANDS, withMany, seconds);
        assertEquals(withFew, withMany);
        // Fewer than half of a snapshot's: what has not changed is not read again.
        assertTrue(withMany <= 12, () -> "queries of a resync: " + withMany);
    }

    @Test
    void oneMoreGrantCostsTheSameHoweverManyThereAre() {
        grant(0, FEW);
        long withFew = fewest(i -> grant(FEW + i, FEW + i + 1));
        grant(FEW + TRIES, MANY);
        long withMany = fewest(i -> grant(MANY + i, MANY + i + 1));
        System.out.printf(
                "cost: statements of one more grant after %d: %d, after %d: %d%n", FEW, withFew, MANY, withMany);
        assertEquals(withFew, withMany);
    }

    /** What waits together shares its transactions: two hundred grants fit into one. */
    @Test
    void grantsThatWaitTogetherShareTransactions() {
        int before = sql.transactions().size();
        grant(0, MANY);
        int used = sql.transactions().size() - before;
        System.out.printf("cost: writing transactions of %d grants asked for at once: %d%n", MANY, used);
        assertTrue(used <= 24, () -> "transactions: " + used);
    }

    private long statementsOfAResync() {
        long writes = sql.writes();
        long statements = fewest(i -> grant(0, 1));
        assertEquals(writes, sql.writes(), "a resync writes nothing");
        return statements;
    }

    /** The fewest of some tries: between two of them the drift watch may have looked as well. */
    private long fewest(IntConsumer work) {
        return IntStream.range(0, TRIES)
                .mapToLong(i -> {
                    long before = sql.statements();
                    work.accept(i);
                    return sql.statements() - before;
                })
                .min()
                .orElseThrow();
    }

    private void grant(int from, int to) {
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(from, to)
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> mesh.backend.grant(Mesh.wish(
                                    new Subject("insights", Subject.Kind.PRODUCT, "reader" + i),
                                    Mesh.lens(Map.of()),
                                    null)),
                            pool))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
    }
}
