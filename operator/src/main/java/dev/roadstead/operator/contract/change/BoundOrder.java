package dev.roadstead.operator.contract.change;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of two bounds is the larger one. Their letters don't tell: with an hour of offset the later text may be the earlier time,
 * and outside ISO 8601 a date may begin with its day.
 */
final class BoundOrder {

    private static final int MOST_DIGITS = 64;

    /** One of these reads both, or they have no order. */
    private static final List<Function<String, Comparable<?>>> FORMS = List.of(
            BoundOrder::number,
            LocalDate::parse,
            text -> OffsetDateTime.parse(withT(text)).toInstant(),
            text -> LocalDateTime.parse(withT(text)),
            LocalTime::parse);

    private BoundOrder() {}

    /** Null if that can't be told. */
    static @Nullable Integer compare(String a, String b) {
        return FORMS.stream()
                .flatMap(form -> Stream.ofNullable(compare(form, a, b)))
                .findFirst()
                .orElse(null);
    }

    @SuppressWarnings("unchecked") // both come from the same form
    private static @Nullable Integer compare(Function<String, Comparable<?>> form, String a, String b) {
        try {
            return ((Comparable<Object>) form.apply(a)).compareTo(Objects.requireNonNull(form.apply(b)));
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    /** Digits and nothing else: an exponent could stand for a number that nobody can compute with. */
    private static BigDecimal number(String text) {
        if (text.length() > MOST_DIGITS || !text.matches("-?[0-9]+(\\.[0-9]+)?")) {
            throw new NumberFormatException("no plain number");
        }
        return new BigDecimal(text);
    }

    /** Many write a space between date and time. */
    private static String withT(String text) {
        return text.replaceFirst("^([0-9-]+) ", "$1T");
    }
}
