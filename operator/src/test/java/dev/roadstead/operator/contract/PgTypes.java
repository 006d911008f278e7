package dev.roadstead.operator.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Types for tests. */
final class PgTypes {

    /**
     * All types of the list with all kinds of modifiers, and arrays of them: numbers near each other, so that many pairs are
     * related, and the bounds.
     */
    static List<PgType> all() {
        List<PgType> types = Arrays.stream(PgBase.values())
                .flatMap(base -> modifiers(base).map(modifiers -> new PgType(base, modifiers, false)))
                .toList();
        var all = new ArrayList<>(types);
        types.forEach(type -> all.add(PgType.parse(type.sql() + "[]")));
        return List.copyOf(all);
    }

    private static Stream<List<Integer>> modifiers(PgBase base) {
        Stream<List<Integer>> some = switch (base.modifier()) {
            case NONE -> Stream.of();
            case LENGTH -> Stream.of(1, 2, 3, 10_485_760).map(List::of);
            case FRACTION -> IntStream.rangeClosed(0, 6).mapToObj(List::of);
            case NUMERIC ->
                Stream.of(1, 4, 5, 7, 10, 12, 19, 22, 1000)
                        .flatMap(precision ->
                                Stream.of(-1000, -2, 0, 2, 3, 1000).map(scale -> List.of(precision, scale)));
        };
        // A character without length is one of length 1.
        return base == PgBase.CHAR ? some : Stream.concat(Stream.of(List.of()), some);
    }

    private PgTypes() {}
}
