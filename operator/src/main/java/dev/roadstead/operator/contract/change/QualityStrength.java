package dev.roadstead.operator.contract.change;

import dev.roadstead.operator.contract.QualityRule;
import dev.roadstead.operator.contract.QualityRule.Arguments;
import dev.roadstead.operator.contract.QualityRule.Check;
import dev.roadstead.operator.contract.QualityRule.Metric;
import dev.roadstead.operator.contract.Threshold;
import dev.roadstead.operator.contract.Threshold.Range;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Whether one rule promises at least as much as another one. Where that can't be told, it does not. */
final class QualityStrength {

    private static final Threshold NONE = new Threshold(Threshold.Comparison.MUST_BE, BigDecimal.ZERO, null);

    /** Whether data that keeps the one keeps the other too. Both are about the same column or relation. */
    static boolean implies(QualityRule strong, QualityRule weak) {
        if (!strong.isGuarantee() || !Objects.equals(strong.column(), weak.column())) {
            return false;
        }
        return switch (weak.check()) {
            case Check.Text text -> true;
            case Check.Sql(String query, Threshold threshold) ->
                strong.check() instanceof Check.Sql(String other, Threshold stronger)
                        && other.equals(query)
                        && threshold.admitsAllOf(stronger, Range.ANY);
            case Check.Library library -> strong.check() instanceof Check.Library other && implies(other, library);
        };
    }

    private static boolean implies(Check.Library strong, Check.Library weak) {
        Metric metric = strong.metric() == Metric.NULL_VALUES ? Metric.MISSING_VALUES : strong.metric();
        Metric other = weak.metric() == Metric.NULL_VALUES ? Metric.MISSING_VALUES : weak.metric();
        if (metric != other || strong.percent() != weak.percent()) {
            return false;
        }
        Range range = weak.percent() ? Range.SHARES : Range.COUNTS;
        return strong.arguments().equals(weak.arguments())
                ? weak.threshold().admitsAllOf(strong.threshold(), range)
                : countsMore(metric, strong, weak.arguments(), range)
                        && weak.threshold().admitsAllUpTo(strong.threshold(), range);
    }

    /** Whether the one counts each row that the other counts. */
    private static boolean countsMore(Metric metric, Check.Library strong, Arguments fewer, Range range) {
        Arguments more = strong.arguments();
        return switch (metric) {
            case NULL_VALUES, MISSING_VALUES -> isWithin(fewer.missingValues(), more.missingValues());
            // What repeats in more columns repeats in fewer; how often can't be told, so only none is less than any.
            case DUPLICATE_VALUES ->
                NONE.admitsAllOf(strong.threshold(), range)
                        && !more.columns().isEmpty()
                        && isWithin(more.columns(), fewer.columns());
            case INVALID_VALUES ->
                (fewer.pattern() == null || fewer.pattern().equals(more.pattern()))
                        && (fewer.validValues().isEmpty()
                                || (!more.validValues().isEmpty()
                                        && isWithin(more.validValues(), fewer.validValues())));
            case ROW_COUNT -> true;
        };
    }

    private static boolean isWithin(List<String> few, List<String> many) {
        return Set.copyOf(many).containsAll(few);
    }

    private QualityStrength() {}
}
