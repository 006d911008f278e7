package dev.roadstead.operator.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the text of a type. */
final class PgTypeReader {

    /** Longer than any type with all its white space; nothing longer is matched against a pattern. */
    private static final int MAX_TEXT = 200;

    private static final int MAX_LENGTH = 10_485_760;
    private static final int MAX_PRECISION = 1000;
    private static final int MAX_FRACTION = 6;

    private static final Pattern BLANKS = Pattern.compile("[ \\t\\r\\n\\f]+");

    /** A name, perhaps modifiers, perhaps the rest of the name (a time zone), perhaps brackets. */
    private static final Pattern FORM =
            Pattern.compile("([a-z][a-z0-9_ ]*?) ?(?:\\(([^()]*)\\) ?([a-z][a-z ]*?)?)? ?((?:\\[[^\\[\\]]*\\] ?)*)");

    private static final Map<String, PgBase> NAMES = names();

    /** What people bring from other databases, and what is refused for a reason of its own. */
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("smallserial", "use smallint, and let whoever writes the rows number them"),
            Map.entry("serial2", "use smallint, and let whoever writes the rows number them"),
            Map.entry("serial", "use integer, and let whoever writes the rows number them"),
            Map.entry("serial4", "use integer, and let whoever writes the rows number them"),
            Map.entry("bigserial", "use bigint, and let whoever writes the rows number them"),
            Map.entry("serial8", "use bigint, and let whoever writes the rows number them"),
            Map.entry(
                    "timetz", "use timestamp with time zone, or time: a time zone without a date has no fixed offset"),
            Map.entry(
                    "time with time zone",
                    "use timestamp with time zone, or time: a time zone without a date has no fixed offset"),
            Map.entry(
                    "money", "use numeric(19,2) and a column for the currency: how money reads depends on the session"),
            Map.entry("bpchar", "use text, or character(n)"),
            Map.entry("string", "use text"),
            Map.entry("clob", "use text"),
            Map.entry("citext", "use text: it comes from an extension"),
            Map.entry("xml", "use text"),
            Map.entry("nvarchar", "use varchar"),
            Map.entry("number", "use numeric"),
            Map.entry("double", "use double precision"),
            Map.entry("tinyint", "use smallint"),
            Map.entry("datetime", "use timestamp with time zone"),
            Map.entry("timestamp_tz", "use timestamp with time zone"),
            Map.entry("timestamp_ntz", "use timestamp without time zone"),
            Map.entry("blob", "use bytea"),
            Map.entry("binary", "use bytea"),
            Map.entry("varbinary", "use bytea"));

    static PgType read(String physicalType) {
        if (physicalType.length() > MAX_TEXT) {
            throw new InvalidTypeException(
                    "a text of " + physicalType.length() + " characters is no type",
                    "use a type such as text or bigint");
        }
        String text = BLANKS.matcher(physicalType).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new InvalidTypeException(
                    "\"" + physicalType.strip() + "\" is no type",
                    "use a type such as text, bigint, numeric(12,2), timestamptz or text[]");
        }
        String rest = form.group(3);
        String name = rest == null ? form.group(1) : form.group(1) + " " + rest;
        PgBase base = base(name, physicalType.strip());
        if (rest != null && base.modifier() != PgBase.Modifier.FRACTION) {
            throw unknown(name, physicalType.strip());
        }
        return new PgType(base, modifiers(base, form.group(2)), isArray(base, form.group(4)));
    }

    private static Map<String, PgBase> names() {
        var names = new HashMap<String, PgBase>();
        for (PgBase base : PgBase.values()) {
            names.put(base.canonical(), base);
            base.aliases().forEach(alias -> names.put(alias, base));
        }
        return Map.copyOf(names);
    }

    private static PgBase base(String name, String written) {
        PgBase base = NAMES.get(name);
        if (base == null) {
            throw unknown(name, written);
        }
        return base;
    }

    private static InvalidTypeException unknown(String name, String written) {
        String remedy = Optional.ofNullable(INSTEAD.get(name))
                .or(() -> NearestName.of(name, NAMES.keySet()).map(near -> "did you mean " + near + "?"))
                .orElse(
                        "use one of PostgreSQL's own types: smallint, integer, bigint, numeric, real, double precision, text,"
                                + " varchar(n), char(n), boolean, uuid, date, time, timestamp, timestamptz, interval, json, jsonb,"
                                + " bytea, or an array of one of them");
        return new InvalidTypeException("\"" + written + "\" is no type that a port can have", remedy);
    }

    private static boolean isArray(PgBase base, String brackets) {
        String pairs = brackets.replace(" ", "");
        if (pairs.isEmpty()) {
            return false;
        }
        if (!pairs.equals("[]")) {
            throw new InvalidTypeException(
                    "PostgreSQL keeps neither the size nor the number of dimensions of an array",
                    "use " + base.canonical() + "[]");
        }
        return true;
    }

    private static List<Integer> modifiers(PgBase base, @Nullable String inside) {
        if (inside == null) {
            // SQL takes a character without length for one character.
            return base == PgBase.CHAR ? List.of(1) : List.of();
        }
        List<Integer> numbers = numbers(base, inside);
        switch (base.modifier()) {
            case NONE ->
                throw new InvalidTypeException(
                        base.canonical() + " has nothing in parentheses", "use " + base.canonical());
            case LENGTH -> check(base, numbers, 1, 1, MAX_LENGTH, "a length", base.canonical() + "(200)");
            case FRACTION ->
                check(base, numbers, 1, 0, MAX_FRACTION, "a number of digits", base.canonical(List.of(MAX_FRACTION)));
            case NUMERIC -> check(base, numbers, 2, 1, MAX_PRECISION, "a precision", "numeric(12,2)");
        }
        return base == PgBase.NUMERIC ? precisionAndScale(numbers) : numbers;
    }

    private static List<Integer> numbers(PgBase base, String inside) {
        var numbers = new ArrayList<Integer>();
        for (String part : inside.split(",", -1)) {
            try {
                numbers.add(Integer.parseInt(part.strip()));
            } catch (NumberFormatException e) {
                throw new InvalidTypeException(
                        base.canonical() + "(" + inside + "): \"" + part.strip() + "\" is no whole number",
                        "use " + base.canonical() + " with whole numbers in the parentheses, or without parentheses");
            }
        }
        return numbers;
    }

    private static void check(
            PgBase base, List<Integer> numbers, int most, int least, int greatest, String what, String example) {
        if (numbers.size() > most) {
            throw new InvalidTypeException(
                    base.canonical() + " has " + numbers.size() + " numbers in parentheses", "use " + example);
        }
        int number = numbers.getFirst();
        if (number < least || number > greatest) {
            throw new InvalidTypeException(
                    base.canonical() + " can't have " + what + " of " + number,
                    "use one from " + least + " to " + greatest);
        }
    }

    /** PostgreSQL prints a scale of 0 that nobody wrote. */
    private static List<Integer> precisionAndScale(List<Integer> numbers) {
        int scale = numbers.size() == 2 ? numbers.getLast() : 0;
        if (scale < -MAX_PRECISION || scale > MAX_PRECISION) {
            throw new InvalidTypeException(
                    "numeric can't have a scale of " + scale,
                    "use one from " + -MAX_PRECISION + " to " + MAX_PRECISION);
        }
        return List.of(numbers.getFirst(), scale);
    }

    private PgTypeReader() {}
}
