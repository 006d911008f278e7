package dev.roadstead.operator.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The operator's own schemas as they are installed, and what of them can be compared with a store: its functions, which
 * decide every read, and its triggers, which keep the history.
 */
final class Layout {
    static final int VERSION = 2;

    /** Functions that every login may call, because they stand in views it reads. */
    private static final Set<String> FOR_GATE = Set.of("admit", "withhold");

    private static final Pattern FUNCTION = Pattern.compile(
            "^CREATE FUNCTION (\\w+)\\.(\\w+)\\(.*?AS (\\$\\w*\\$)(.*?)\\3[^;]*;", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TRIGGER =
            Pattern.compile("^(CREATE|DROP) TRIGGER (\\w+) (?:[^;]*?)ON (\\w+)\\.(\\w+)[^;]*;", Pattern.MULTILINE);
    private static final Map<String, Function> FUNCTIONS = parse(text());
    private static final List<Trigger> TRIGGERS = triggers(text());

    private Layout() {}

    /**
     * A function of ours.
     *
     * @param statement the whole CREATE FUNCTION
     * @param body what stands between the dollar quotes, as the server keeps it
     */
    record Function(String schema, String name, String statement, String body) {

        /** Whether the server's function is this one, whoever owns it. */
        boolean isAs(Exposure.Function found) {
            return body.equals(found.body())
                    && says("SECURITY DEFINER") == found.securityDefiner()
                    && (says("IMMUTABLE") ? "i" : says("STABLE") ? "s" : "v").equals(found.volatility())
                    && (says("PARALLEL SAFE") ? "s" : "u").equals(found.parallel())
                    && says("LANGUAGE " + found.language())
                    && (says("SET search_path = pg_catalog") ? "search_path=pg_catalog" : "").equals(found.settings());
        }

        private boolean says(String words) {
            return statement.substring(0, statement.indexOf(body)).contains(words);
        }
    }

    /**
     * A trigger of ours.
     *
     * @param statement the whole CREATE TRIGGER, as the server writes it
     */
    record Trigger(String schema, String table, String name, String statement) {
        boolean hasPlaceOf(Exposure.Trigger found) {
            return schema.equals(found.schema()) && table.equals(found.table()) && name.equals(found.name());
        }
    }

    static List<Trigger> triggers() {
        return TRIGGERS;
    }

    /** By {@code schema.name}. */
    static Map<String, Function> functions() {
        return FUNCTIONS;
    }

    static boolean isForGate(String on) {
        return FOR_GATE.stream().anyMatch(name -> on.startsWith("FUNCTION roadstead_meta." + name + "("));
    }

    static String gateFunctionsInSql() {
        return FOR_GATE.stream().sorted().map(Sql::text).collect(Collectors.joining(", ", "(", ")"));
    }

    /** Everything that is installed, in order. */
    static String text() {
        return first() + upgrade(1);
    }

    /** What the first layout was. */
    static String first() {
        return file("layout-1.sql") + file("history-1.sql");
    }

    /** What makes the newest layout of an older one. */
    static String upgrade(int from) {
        return IntStream.rangeClosed(from + 1, VERSION)
                .mapToObj(version -> file("history-" + version + ".sql"))
                .collect(Collectors.joining());
    }

    private static String file(String name) {
        try (InputStream in = Layout.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Function> parse(String text) {
        Map<String, Function> found = new LinkedHashMap<>();
        Matcher matcher = FUNCTION.matcher(text);
        while (matcher.find()) {
            Function function = new Function(matcher.group(1), matcher.group(2), matcher.group(), matcher.group(4));
            found.put(function.schema() + "." + function.name(), function);
        }
        return Map.copyOf(found);
    }

    private static List<Trigger> triggers(String text) {
        Map<String, Trigger> found = new LinkedHashMap<>();
        Matcher matcher = TRIGGER.matcher(text);
        while (matcher.find()) {
            String place = matcher.group(3) + "." + matcher.group(4) + " " + matcher.group(2);
            if (matcher.group(1).equals("DROP")) {
                found.remove(place);
            } else {
                String statement = matcher.group().replaceAll("\\s+", " ").replace(";", "");
                found.put(place, new Trigger(matcher.group(3), matcher.group(4), matcher.group(2), statement));
            }
        }
        return List.copyOf(found.values());
    }
}
