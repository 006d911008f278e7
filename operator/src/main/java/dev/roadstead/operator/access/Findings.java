package dev.roadstead.operator.access;

import dev.roadstead.operator.contract.NearestName;
import dev.roadstead.operator.contract.Parsed;
import dev.roadstead.operator.contract.Violation;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a spec while it is read. */
final class Findings {

    /** The component in which the API's records collect fields they don't know. */
    private static final String COLLECTED = "unknown";

    private final List<Violation> violations = new ArrayList<>();

    void add(String field, String cause, String remedy) {
        violations.add(new Violation(field, cause, remedy));
    }

    /** One finding for each collected field, with the name that was probably meant. */
    void unknownFields(String field, Map<String, ? extends @Nullable Object> unknown, Class<? extends Record> type) {
        List<String> known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .filter(name -> !name.equals(COLLECTED))
                .toList();
        for (String name : new TreeSet<>(unknown.keySet())) {
            violations.add(new Violation(
                    field + "." + name, "unknown field", NearestName.hint(name, known), Violation.UNKNOWN_FIELD));
        }
    }

    /** The names in a list that may be empty. */
    List<String> names(String field, List<String> names) {
        var read = new ArrayList<String>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name == null || name.isEmpty()) {
                add(field + "[" + i + "]", "the entry is empty", "remove it or write a name");
            } else {
                read.add(name);
            }
        }
        return read;
    }

    /** The names in a list that must say something: names, or "any" alone. */
    List<String> namesOrAny(String field, List<String> names, String what) {
        if (names.isEmpty()) {
            add(
                    field,
                    "no " + what + " is named, and nothing is allowed by omission",
                    "name one, or \"*\" for every " + what);
        }
        if (names.contains(AccessPolicy.ANY) && names.size() > 1) {
            add(field, "\"*\" already means every " + what, "write it alone or remove it");
        }
        return names(field, names);
    }

    /** The value if nothing was found, which is asked for only then. */
    <T> Parsed<T> orElse(Supplier<T> value) {
        return violations.isEmpty() ? new Parsed.Valid<>(value.get()) : new Parsed.Invalid<>(violations);
    }
}
