package dev.roadstead.operator.manifest;

import java.math.BigInteger;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/** What kubectl takes a value without quotation marks for. */
final class KubectlScalars extends Resolver {

    private static final Pattern TRUE = Pattern.compile("y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("n|N|no|No|NO|off|Off|OFF|false|False|FALSE");
    private static final Pattern TRUTH = Pattern.compile(TRUE + "|" + FALSE);
    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL| ");
    private static final Pattern EMPTY = Pattern.compile("^$");
    private static final Pattern MERGE = Pattern.compile("<<");

    /** An octal number has a leading zero, as in C. 08 is none, so it is a number with a fraction, and eight. */
    private static final Pattern INTEGER =
            Pattern.compile("(?<sign>[-+]?)(?:0b(?<two>_*[01][01_]*)|0x(?<sixteen>_*[0-9a-fA-F][0-9a-fA-F_]*)"
                    + "|0o?(?<eight>_*[0-7][0-7_]*)|(?<ten>0|[1-9][0-9_]*))");

    private static final Map<String, Integer> RADIXES = Map.of("two", 2, "sixteen", 16, "eight", 8, "ten", 10);

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\.[0-9][0-9_]*|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]+)?"
                    + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    @Override
    protected void addImplicitResolvers() {
        addImplicitResolver(Tag.BOOL, TRUTH, "yYnNtTfFoO");
        addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
        addImplicitResolver(Tag.FLOAT, NUMBER, "-+0123456789.");
        addImplicitResolver(Tag.MERGE, MERGE, "<");
        addImplicitResolver(Tag.NULL, NOTHING, "~nN\0");
        addImplicitResolver(Tag.NULL, EMPTY, null);
    }

    static boolean truth(String text) {
        if (!TRUTH.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return TRUE.matcher(text).matches();
    }

    static BigInteger integer(String text) {
        Matcher number = INTEGER.matcher(text);
        if (!number.matches()) {
            throw new IllegalArgumentException(text);
        }
        BigInteger value = RADIXES.entrySet().stream()
                .filter(radix -> number.group(radix.getKey()) != null)
                .map(radix -> new BigInteger(number.group(radix.getKey()).replace("_", ""), radix.getValue()))
                .findFirst()
                .orElseThrow();
        return number.group("sign").equals("-") ? value.negate() : value;
    }
}
