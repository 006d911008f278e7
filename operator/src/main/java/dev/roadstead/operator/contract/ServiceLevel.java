package dev.roadstead.operator.contract;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a contract says about the service.
 *
 * @param value how much of it: a time, a number or a text, as the property has it
 * @param elements what it is about; empty if all of the version; exactly one column for freshness and latency
 * @param driver for people, in the words of ODCS
 * @param schedule for people: when the producer measures or delivers, in the words of scheduler
 */
public record ServiceLevel(
        Property property,
        Value value,
        List<Element> elements,
        @Nullable String driver,
        @Nullable String description,
        @Nullable String schedule,
        @Nullable String scheduler) {

    /** What sort of a value a property has. */
    enum Sort {
        TIME,
        /** From 0 to 100. */
        SHARE,
        NUMBER,
        TEXT
    }

    /** What is promised, and which way it gets worse for consumers. */
    public enum Property {
        /** How old the newest row is at most. */
        FRESHNESS("freshness", Sort.TIME, true),
        /** How long it takes at most until a row is here. */
        LATENCY("latency", Sort.TIME, true),
        /** How long rows stay at least. */
        RETENTION("retention", Sort.TIME, false),
        /** How far updates are apart at most. */
        FREQUENCY("frequency", Sort.TIME, true),
        TIME_TO_DETECT("timeToDetect", Sort.TIME, true),
        TIME_TO_NOTIFY("timeToNotify", Sort.TIME, true),
        TIME_TO_REPAIR("timeToRepair", Sort.TIME, true),
        AVAILABILITY("availability", Sort.SHARE, false),
        ERROR_RATE("errorRate", Sort.SHARE, true),
        THROUGHPUT("throughput", Sort.NUMBER, false),
        TIME_OF_AVAILABILITY("timeOfAvailability", Sort.TEXT, false),
        GENERAL_AVAILABILITY("generalAvailability", Sort.TEXT, false);

        private final String wireName;
        private final Sort sort;
        private final boolean lessIsBetter;

        Property(String wireName, Sort sort, boolean lessIsBetter) {
            this.wireName = wireName;
            this.sort = sort;
            this.lessIsBetter = lessIsBetter;
        }

        /** As ODCS writes it. */
        public String wireName() {
            return wireName;
        }

        Sort sort() {
            return sort;
        }

        /** Whether a smaller value is the stronger promise; means nothing for texts. */
        public boolean lessIsBetter() {
            return lessIsBetter;
        }

        /** Whether consumers rely on it; since when there is a service concerns nobody who reads it already. */
        public boolean isJudged() {
            return this != GENERAL_AVAILABILITY;
        }

        static Optional<Property> of(@Nullable String text) {
            return Arrays.stream(values())
                    .filter(property -> property.wireName.equals(text))
                    .findFirst();
        }
    }

    /** How much of it. */
    public sealed interface Value {

        /** More than zero. A year counts 365 days, a month 30. */
        record Time(Duration duration) implements Value {}

        /**
         * A number of something.
         *
         * @param unit null if none was written; percent for shares
         */
        record Amount(BigDecimal number, @Nullable String unit) implements Value {
            public Amount {
                number = number.stripTrailingZeros();
            }
        }

        /** For people. */
        record Text(String text, @Nullable String unit) implements Value {}

        /** In a few words, for a message. */
        default String words() {
            return switch (this) {
                case Time(Duration duration) -> TimeSpan.words(duration);
                case Amount(BigDecimal number, String unit) ->
                    number.toPlainString() + (unit == null ? "" : " " + unit);
                case Text(String text, String unit) -> text + (unit == null ? "" : " " + unit);
            };
        }
    }

    /**
     * A part of the contract.
     *
     * @param relation one of the contract's
     * @param column one of the relation's; null if all of it
     */
    public record Element(String relation, @Nullable String column) {
        @Override
        public String toString() {
            return column == null ? relation : relation + "." + column;
        }
    }

    public ServiceLevel {
        elements = List.copyOf(elements);
    }

    /** The same about something else. */
    public ServiceLevel about(List<Element> others) {
        return new ServiceLevel(property, value, others, driver, description, schedule, scheduler);
    }

    /** What tells it from the others of its contract: {@code freshness of departures.updated_at}. */
    public String label() {
        return elements.isEmpty()
                ? property.wireName()
                : property.wireName() + " of "
                        + elements.stream().map(Element::toString).sorted().collect(Collectors.joining(", "));
    }
}
