package dev.roadstead.operator.draft;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which columns likely say something about people: a hint for whoever classifies, never a classification. Not thread-safe. */
final class Personal {

    private static final Map<String, Pattern> NAMES = names();
    private static final Map<String, Pattern> FORMS = Map.of(
            "mail addresses", Pattern.compile("[^@\\s]{1,64}@[^@\\s]{1,190}\\.[A-Za-z]{2,24}"),
            "IBANs", Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,36}"),
            "phone numbers", Pattern.compile("\\+[0-9][0-9 ()/.-]{6,24}"),
            "social security numbers", Pattern.compile("[0-9]{3}-[0-9]{2}-[0-9]{4}"),
            "network addresses", Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}"));

    private @Nullable Map<String, Pattern> left;

    /** What the name of a column hints at. */
    static Optional<String> byName(String name) {
        String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        return NAMES.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(words).find())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    void see(String value) {
        if (left == null) {
            left = new LinkedHashMap<>(FORMS);
        }
        left.values().removeIf(form -> !form.matcher(value).matches());
    }

    /** What all values look like. */
    Optional<String> byValues() {
        return left == null ? Optional.empty() : left.keySet().stream().sorted().findFirst();
    }

    private static Map<String, Pattern> names() {
        Map<String, Pattern> names = new LinkedHashMap<>();
        names.put("mail addresses", Pattern.compile("e_?mail|(^|_)mail(_|$)"));
        names.put("phone numbers", Pattern.compile("phone|(^|_)(tel|mobile|fax|cell)(_|$)"));
        names.put("bank accounts", Pattern.compile("iban|(^|_)(bic|account_?(no|number))(_|$)|card_?(no|number)"));
        names.put(
                "numbers that identify people",
                Pattern.compile("(^|_)(ssn|nino|passport|tax_?id|national_?id)(_|$)|social_?sec"));
        names.put("birthdays", Pattern.compile("birth|(^|_)dob(_|$)"));
        names.put("addresses", Pattern.compile("address|street|(^|_)(zip|post_?code|postal)"));
        names.put("network addresses", Pattern.compile("(^|_)ip(_|$)"));
        names.put(
                "names of people",
                Pattern.compile("(^|_)(first|last|sur|full|middle|given|family|user|nick)_?name|^name$"));
        names.put("something about people", Pattern.compile("(^|_)(gender|sex|religion|ethnic|salary|nationality)"));
        return names;
    }
}
