package dev.roadstead.operator.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roadstead.operator.backend.PortKey;
import dev.roadstead.operator.backend.PortWish;
import dev.roadstead.operator.backend.StoreKey;
import dev.roadstead.operator.contract.Contract;
import dev.roadstead.operator.quality.Check.Topic;
import dev.roadstead.operator.quality.Deviation;
import dev.roadstead.operator.quality.Deviation.Kind;
import dev.roadstead.operator.quality.Outcome.Result;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WatchedTest {

    /** What only rows can tell counts as the check that reads them, and as nothing before. */
    @Test
    void whatTheCatalogueShowsOtherwiseIsCountedAsFailing() {
        assertEquals(1, failing(deviation(Kind.MISSING), deviation(Kind.NULLABLE)));
        assertEquals(0, failing(deviation(Kind.NOT_UNIQUE)));
        assertEquals(0, failing());
    }

    private static int failing(Deviation... deviations) {
        var wish = new PortWish(
                new PortKey("flights", "departures", "v1"),
                new StoreKey("flights", "nyc", "main"),
                new Contract(List.of()));
        var plan = new PortChecks(
                "warehouse", "flights", "nyc", List.of(new PortChecks.Version(wish, List.of(deviations), List.of())));
        Map<Topic, Map<Result, Integer>> counts = new TreeMap<>();
        new Watched("flights", "departures", plan).count(counts);
        return counts.get(Topic.CONTRACT).get(Result.FAILS);
    }

    private static Deviation deviation(Kind kind) {
        return new Deviation(kind, "departures", List.of("id"), "bigint", "no such column");
    }
}
