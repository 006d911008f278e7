package dev.roadstead.api.schema;

import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an API server would say to a part of a spec that did not come through it: the sizes, patterns and required fields that stand
 * on the records, which the CRDs are generated from. Rules in CEL are not part of it.
 */
public final class Limits {

    /**
     * A value beyond its limits.
     *
     * @param field where, from the record on
     * @param cause what is wrong
     * @param remedy what would be right
     */
    public record Breach(String field, String cause, String remedy) {}

    private final List<Breach> breaches = new ArrayList<>();

    /** All that is beyond its limits in a record and in those below it; empty if nothing is. */
    public static List<Breach> breaches(Record record) {
        var limits = new Limits();
        limits.record("", record);
        return List.copyOf(limits.breaches);
    }

    private Limits() {}

    private void record(String path, Record record) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            String field = path.isEmpty() ? component.getName() : path + "." + component.getName();
            component(field, component, value(component, record));
        }
    }

    private static @Nullable Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("accessors of the API's records are public", e);
        }
    }

    private void component(String field, RecordComponent component, @Nullable Object value) {
        AnnotatedElement marks = component.getAccessor();
        boolean required = marks.isAnnotationPresent(Required.class);
        if (value == null || (value instanceof List<?> list && list.isEmpty())) {
            if (required) {
                breaches.add(new Breach(field, "it is missing", "add it"));
            }
            return;
        }
        value(field, marks, value);
        OneOf values = component.getAnnotation(OneOf.class);
        if (values != null && !Arrays.asList(values.value()).contains(value.toString())) {
            breaches.add(new Breach(
                    field, "\"" + value + "\" is not known here", "use one of " + String.join(", ", values.value())));
        }
        if (value instanceof List<?> list) {
            if (component.isAnnotationPresent(ListSet.class) && new HashSet<>(list).size() < list.size()) {
                breaches.add(new Breach(field, "an entry is there twice", "remove one of the two"));
            }
            items(field, component.getAnnotatedType(), list);
        }
    }

    private void items(String field, AnnotatedType type, List<?> list) {
        AnnotatedElement marks = type instanceof AnnotatedParameterizedType parameterized
                ? parameterized.getAnnotatedActualTypeArguments()[0]
                : type;
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            if (item == null) {
                breaches.add(new Breach(field + "[" + i + "]", "the entry is empty", "remove it"));
            } else {
                value(field + "[" + i + "]", marks, item);
            }
        }
    }

    private void value(String field, AnnotatedElement marks, Object value) {
        switch (value) {
            case Record record -> record(field, record);
            case List<?> list -> size(field, marks.getAnnotation(Size.class), list.size(), "entries");
            case String text -> text(field, marks, text);
            case IntOrString either when either.getStrVal() != null -> text(field, marks, either.getStrVal());
            case Number number -> range(field, marks, number.doubleValue());
            default -> {
                // Booleans and enumerations have no limits of their own.
            }
        }
    }

    private void text(String field, AnnotatedElement marks, String text) {
        int known = breaches.size();
        size(field, marks.getAnnotation(Size.class), text.codePointCount(0, text.length()), "characters");
        Pattern pattern = marks.getAnnotation(Pattern.class);
        // What is too long is matched with no pattern: it could take long.
        if (known == breaches.size() && pattern != null && !text.matches(pattern.value())) {
            breaches.add(new Breach(
                    field, "the text has not the form " + pattern.value(), "correct it, or leave it out if you can"));
        }
    }

    private void size(String field, @Nullable Size size, int found, String what) {
        if (size != null && (found < size.min() || found > size.max())) {
            breaches.add(new Breach(
                    field,
                    "it has " + found + " " + what,
                    found < size.min() ? "give it at least " + size.min() : "keep to at most " + size.max()));
        }
    }

    private void range(String field, AnnotatedElement marks, double number) {
        Min least = marks.getAnnotation(Min.class);
        Max most = marks.getAnnotation(Max.class);
        if (least != null && number < least.value()) {
            breaches.add(new Breach(field, "it is less than " + plain(least.value()), "use that or more"));
        }
        if (most != null && number > most.value()) {
            breaches.add(new Breach(field, "it is more than " + plain(most.value()), "use that or less"));
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
