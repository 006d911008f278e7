package dev.roadstead.operator.access;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a Guardrail demands of those who publish. It changes nobody's access.
 *
 * @param required what must be there
 * @param names how things must be named
 * @param storeClasses where data may be kept; empty for anywhere
 * @param sunsetNotice how long consumers must know that a version ends; null for no time
 */
public record GuardDemands(
        Set<RequiredField> required,
        Names names,
        Set<String> storeClasses,
        @Nullable Duration sunsetNotice) {

    /** It demands nothing. */
    public static final GuardDemands NONE = new GuardDemands(Set.of(), Names.ANY, Set.of(), null);

    public GuardDemands {
        required = Set.copyOf(required);
        storeClasses = Set.copyOf(storeClasses);
    }

    /** What the whole of a name must match; null for anything. */
    public record Names(
            @Nullable Pattern products,
            @Nullable Pattern ports,
            @Nullable Pattern relations,
            @Nullable Pattern columns) {

        static final Names ANY = new Names(null, null, null, null);
    }

    /** Whether anything is demanded. */
    public boolean isAny() {
        return !equals(NONE);
    }

    public boolean requires(RequiredField field) {
        return required.contains(field);
    }
}
