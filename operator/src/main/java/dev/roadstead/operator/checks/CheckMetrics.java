package dev.roadstead.operator.checks;

import dev.roadstead.operator.quality.Check.Topic;
import dev.roadstead.operator.quality.Outcome.Result;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Numbers about checks, for each product: never one for each column or rule, of which there is no bound. */
final class CheckMetrics {
    private final MultiGauge checks;
    private final MultiGauge checked;

    CheckMetrics(MeterRegistry registry) {
        this.checks = MultiGauge.builder("contract.checks")
                .description("Checks of what a product's contracts promise, by what the latest one found")
                .register(registry);
        this.checked = MultiGauge.builder("contract.checked.timestamp")
                .baseUnit("seconds")
                .description("When the latest round of checks over ports of a product ended, in seconds since 1970")
                .register(registry);
    }

    private record Product(String domain, String name) {
        Tags tags() {
            return Tags.of("domain", domain, "product", name);
        }
    }

    synchronized void show(Collection<Watched> ports) {
        Map<Product, Map<Topic, Map<Result, Integer>>> counts = new HashMap<>();
        Map<Product, Instant> latest = new HashMap<>();
        for (Watched port : ports) {
            Product product = new Product(port.plan().domain(), port.plan().product());
            port.count(counts.computeIfAbsent(product, p -> new TreeMap<>()));
            Instant at = port.checked();
            if (at != null) {
                latest.merge(product, at, (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        counts.forEach((product, topics) -> {
            // An alert on a number that is not there yet never fires.
            for (Topic topic : Topic.values()) {
                for (Result result : Result.values()) {
                    rows.add(MultiGauge.Row.of(
                            product.tags().and("topic", word(topic), "result", word(result)),
                            topics.getOrDefault(topic, Map.of()).getOrDefault(result, 0)));
                }
            }
        });
        checks.register(rows, true);
        List<MultiGauge.Row<?>> times = new ArrayList<>();
        latest.forEach((product, at) -> times.add(MultiGauge.Row.of(product.tags(), at.getEpochSecond())));
        checked.register(times, true);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
