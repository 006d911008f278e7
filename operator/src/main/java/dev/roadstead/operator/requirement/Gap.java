package dev.roadstead.operator.requirement;

import com.google.re2j.Pattern;
import dev.roadstead.operator.contract.Violation;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that falls short of a demand.
 *
 * @param part the version of a port or the store of a product that it is about; null for the whole
 */
record Gap(@Nullable String part, Violation violation) {

    /** A name of which not the whole matches. */
    static Stream<Gap> name(@Nullable String part, String field, String name, @Nullable Pattern pattern) {
        return pattern == null || pattern.matches(name)
                ? Stream.empty()
                : Stream.of(new Gap(
                        part,
                        new Violation(
                                field,
                                "the name " + name + " does not match " + pattern.pattern(),
                                "choose one that does as a whole")));
    }
}
