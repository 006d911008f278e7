package dev.roadstead.operator.contract;

import dev.roadstead.api.v1alpha1.Contract;
import dev.roadstead.api.v1alpha1.ServiceLevelProperty;
import dev.roadstead.operator.contract.ServiceLevel.Element;
import dev.roadstead.operator.contract.ServiceLevel.Property;
import dev.roadstead.operator.contract.ServiceLevel.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the service levels of a contract. What can't be honoured is a violation, never left out. */
final class ServiceLevelReader {

    static final int MOST = 32;

    private static final ColumnTypes NOTHING = new ColumnTypes(Map.of());
    private static final BigDecimal ALL = new BigDecimal(100);

    private final Map<String, ColumnTypes> relations;
    private final List<Violation> violations;

    private ServiceLevelReader(Map<String, ColumnTypes> relations, List<Violation> violations) {
        this.relations = relations;
        this.violations = violations;
    }

    /**
     * The service levels that can be honoured.
     *
     * @param relations of the contract
     * @param violations where to add what is wrong
     */
    static List<ServiceLevel> read(
            String field,
            List<ServiceLevelProperty> written,
            List<Contract.Relation> relations,
            List<Violation> violations) {
        if (written.isEmpty()) {
            return List.of();
        }
        Map<String, ColumnTypes> types = new HashMap<>();
        relations.stream()
                .filter(relation -> relation != null && relation.name() != null)
                .forEach(relation -> types.put(relation.name(), ColumnTypes.of(relation)));
        var reader = new ServiceLevelReader(types, violations);
        var read = new ArrayList<ServiceLevel>();
        Set<String> labels = new HashSet<>();
        if (written.size() > MOST) {
            reader.add(field, "there are " + written.size() + " entries", "keep to at most " + MOST);
        }
        for (int i = 0; i < written.size(); i++) {
            ServiceLevelProperty each = written.get(i);
            String path = field + "[" + i + "]";
            if (each == null) {
                reader.add(path, "the entry is empty", "remove it");
                continue;
            }
            reader.level(path, each).ifPresent(level -> {
                if (!labels.add(level.label())) {
                    reader.add(path, level.label() + " is promised twice", "keep one of them");
                }
                read.add(level);
            });
        }
        return read;
    }

    private Optional<ServiceLevel> level(String field, ServiceLevelProperty written) {
        int before = violations.size();
        Property property = Property.of(written.property()).orElse(null);
        if (property == null) {
            boolean end = "endOfSupport".equals(written.property()) || "endOfLife".equals(written.property());
            add(
                    field + ".property",
                    end
                            ? "when a version ends is not told by its contract"
                            : "\"" + written.property() + "\" is none that this version knows",
                    end ? "set sunsetTime of the version, from which endOfSupport is exported" : "see kubectl explain");
            return Optional.empty();
        }
        List<Element> elements = elements(field + ".element", written.element());
        if (property == Property.FRESHNESS || property == Property.LATENCY) {
            measured(field + ".element", property, elements);
        }
        if (written.driver() != null
                && !List.of("regulatory", "analytics", "operational").contains(written.driver())) {
            add(
                    field + ".driver",
                    "\"" + written.driver() + "\" is none of its words",
                    "use regulatory, analytics or operational");
        }
        return value(field, property, written)
                .filter(value -> violations.size() == before)
                .map(value -> new ServiceLevel(
                        property,
                        value,
                        elements,
                        written.driver(),
                        written.description(),
                        written.schedule(),
                        written.scheduler()));
    }

    private Optional<Value> value(String field, Property property, ServiceLevelProperty written) {
        String text = written.valueText();
        if (text.isEmpty()) {
            add(field + ".value", "there is none", "add one");
            return Optional.empty();
        }
        return switch (property.sort()) {
            case TIME -> time(field, property, text, written.unit());
            case SHARE -> share(field, text, written.unit());
            case NUMBER -> number(field, text).map(number -> new Value.Amount(number, written.unit()));
            case TEXT -> Optional.of(new Value.Text(text, written.unit()));
        };
    }

    private Optional<Value> time(String field, Property property, String text, @Nullable String unit) {
        Optional<Duration> iso = TimeSpan.iso(text);
        if (iso.isPresent() && unit != null) {
            add(field + ".unit", "a duration of ISO 8601 says its own units", "remove it");
            return Optional.empty();
        }
        if (iso.isEmpty() && !text.matches("[0-9]{1,9}")) {
            add(field + ".value", "it is no time", "use a whole number with unit, or a duration like PT90M");
            return Optional.empty();
        }
        Optional<Duration> length = TimeSpan.unit(property, unit);
        if (length.isEmpty()) {
            add(
                    field + ".unit",
                    "\"" + unit + "\" is no unit of " + property.wireName()
                            + ("m".equals(unit) ? ", because some take m for minutes and some for months" : ""),
                    "use d, h or min, or a duration like PT90M as value");
            return Optional.empty();
        }
        Duration time = iso.orElseGet(() -> length.get().multipliedBy(Long.parseLong(text)));
        if (time.isZero()) {
            add(field + ".value", "nothing takes no time", "use more than zero");
            return Optional.empty();
        }
        return Optional.of(new Value.Time(time));
    }

    private Optional<Value> share(String field, String text, @Nullable String unit) {
        if (unit != null && !unit.equals("percent") && !unit.equals("%")) {
            add(field + ".unit", "a share is told in percent", "use percent, or remove it");
        }
        Optional<BigDecimal> number = number(field, text);
        if (number.isPresent() && (number.get().signum() < 0 || number.get().compareTo(ALL) > 0)) {
            add(field + ".value", "a share is 0 to 100 percent", "use a number of that range");
        }
        return number.map(found -> new Value.Amount(found, "percent"));
    }

    private Optional<BigDecimal> number(String field, String text) {
        if (!OptionValue.isNumber(text)) {
            add(field + ".value", "it is no number", "write digits, for instance \"99.9\"");
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(text));
    }

    private List<Element> elements(String field, @Nullable String written) {
        var elements = new ArrayList<Element>();
        for (String text : written == null ? new String[0] : written.split(",", -1)) {
            String name = text.strip();
            int dot = name.indexOf('.');
            var element =
                    new Element(dot < 0 ? name : name.substring(0, dot), dot < 0 ? null : name.substring(dot + 1));
            ColumnTypes relation = relations.get(element.relation());
            if (relation == null || (element.column() != null && !relation.has(element.column()))) {
                add(
                        field,
                        "the contract has no \"" + name + "\"",
                        "name a relation, or a relation and a column with a dot between them");
            } else if (!elements.contains(element)) {
                elements.add(element);
            }
        }
        return elements;
    }

    /** A column whose type is wrong is told where it stands. */
    private void measured(String field, Property property, List<Element> elements) {
        String column = elements.size() == 1 ? elements.getFirst().column() : null;
        boolean fits = column != null
                && relations.getOrDefault(elements.getFirst().relation(), NOTHING).type(column).stream()
                        .allMatch(PgType::isInstant);
        if (!fits) {
            add(
                    field,
                    property.wireName() + " is measured by one column that holds a time",
                    "name a column of a date or timestamp, for instance orders.changed_at");
        }
    }

    private void add(String field, String cause, String remedy) {
        violations.add(new Violation(field, cause, remedy));
    }
}
