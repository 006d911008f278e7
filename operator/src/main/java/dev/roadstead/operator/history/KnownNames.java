package dev.roadstead.operator.history;

import dev.roadstead.operator.contract.NearestName;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Names that histories hold, to tell one that is misspelt from one about which there is nothing to tell. */
public final class KnownNames {

    private final String what;
    private final SortedMap<String, SortedMap<String, SortedSet<String>>> domains = new TreeMap<>();

    /** @param what has a name within a domain, such as {@code port} */
    public KnownNames(String what) {
        this.what = what;
    }

    /** One more; the columns are those of a port. */
    public void add(String domain, String name, Collection<String> columns) {
        domains.computeIfAbsent(domain, d -> new TreeMap<>())
                .computeIfAbsent(name, n -> new TreeSet<>())
                .addAll(columns);
    }

    /** The columns of a contract, by the text that is kept of it. */
    public static Set<String> columns(@Nullable String contract) {
        var columns = new TreeSet<String>();
        if (contract != null) {
            Json.parse(contract)
                    .path("schema")
                    .forEach(relation -> relation.path("properties")
                            .forEach(property ->
                                    columns.add(property.path("name").asText())));
        }
        return columns;
    }

    /**
     * Which of these names no history holds, and what may have been meant; empty if all of them are known.
     *
     * @param domain null if none was named, and then nothing is said
     */
    public Optional<String> unknown(@Nullable String domain, @Nullable String name, @Nullable String column) {
        if (domain == null) {
            return Optional.empty();
        }
        SortedMap<String, SortedSet<String>> named = domains.get(domain);
        if (named == null) {
            return Optional.of(sentence("domain", domain, "", domains.keySet()));
        }
        SortedSet<String> columns = name == null ? null : named.get(name);
        if (name != null && columns == null) {
            return Optional.of(sentence(what, name, " of domain " + domain, named.keySet()));
        }
        return column == null || columns == null || columns.contains(column)
                ? Optional.empty()
                : Optional.of(sentence("column", column, " of " + what + " " + domain + "/" + name, columns));
    }

    private static String sentence(String kind, String written, String where, Collection<String> known) {
        return "No history knows " + kind + " " + written + where
                + NearestName.of(written, known)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse(".");
    }
}
