package dev.roadstead.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one run measured.
 *
 * @param apiWritesPerRequest the operator's writes to the API server, without Events
 * @param statementsPerRequest SQL statements of the operator and of its proofs
 * @param transactions of the operator that wrote
 * @param connectionsMax most connections it held at once
 * @param rssMiB of the process that held the operator and the bench
 * @param apiFloorPerSecond requests a second, if there were only the API server
 * @param sqlFloorPerSecond requests a second, if there were only PostgreSQL
 */
record GrantsResult(
        int requests,
        double seconds,
        double apiWritesPerRequest,
        double statementsPerRequest,
        int transactions,
        int connectionsMax,
        double p50Seconds,
        double p99Seconds,
        long rssMiB,
        double apiFloorPerSecond,
        double sqlFloorPerSecond) {

    double perSecond() {
        return requests / seconds;
    }

    /** Both floors, one after the other. */
    double floorPerSecond() {
        return 1 / (1 / apiFloorPerSecond + 1 / sqlFloorPerSecond);
    }

    String json() {
        Map<String, Number> values = new LinkedHashMap<>();
        values.put("requests", requests);
        values.put("seconds", rounded(seconds));
        values.put("perSecond", rounded(perSecond()));
        values.put("apiWritesPerRequest", rounded(apiWritesPerRequest));
        values.put("statementsPerRequest", rounded(statementsPerRequest));
        values.put("transactions", transactions);
        values.put("connectionsMax", connectionsMax);
        values.put("p50Seconds", rounded(p50Seconds));
        values.put("p99Seconds", rounded(p99Seconds));
        values.put("rssMiB", rssMiB);
        values.put("apiFloorPerSecond", rounded(apiFloorPerSecond));
        values.put("sqlFloorPerSecond", rounded(sqlFloorPerSecond));
        values.put("ratioToFloor", rounded(perSecond() / floorPerSecond()));
        try {
            return new ObjectMapper().writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    String text() {
        return """
                requests                %d
                until all were ready    %.1f s, %.1f a second
                one became ready after  %.1f s (half of them), %.1f s (99 of 100)
                writes to the API       %.2f a request, without Events
                statements to the store %.1f a request, in %d transactions that wrote
                connections to it       %d at most
                memory                  %d MiB, bench included
                floor                   %.1f a second: API alone %.1f, SQL alone %.1f
                of the floor            %.2f""".formatted(
                        requests,
                        seconds,
                        perSecond(),
                        p50Seconds,
                        p99Seconds,
                        apiWritesPerRequest,
                        statementsPerRequest,
                        transactions,
                        connectionsMax,
                        rssMiB,
                        floorPerSecond(),
                        apiFloorPerSecond,
                        sqlFloorPerSecond,
                        perSecond() / floorPerSecond());
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
