package dev.roadstead.operator.history;

import java.util.List;
import java.util.Map;

/**
 * What the history of one store says of some time.
 *
 * @param readers spans of grants and of writers, in the order of who they are about and of time
 * @param ports what each port version showed, in the same order
 * @param contracts texts by hash
 */
public record Recorded(List<Span> readers, List<Span> ports, Map<String, String> contracts) {
    public Recorded {
        readers = List.copyOf(readers);
        ports = List.copyOf(ports);
        contracts = Map.copyOf(contracts);
    }
}
