package dev.roadstead.operator.draft;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes names of columns out of whatever stands in a header. Pure. */
final class ColumnNames {

    private static final int LONGEST = 63;
    /** Names that PostgreSQL gives to columns of every table. */
    private static final Set<String> TAKEN = Set.of("ctid", "xmin", "cmin", "xmax", "cmax", "tableoid");

    /** One name for each, all different: letters without accents, digits and underscores. What is a name already stays. */
    static List<String> of(List<String> header) {
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            names.add(plain(header.get(i), i + 1));
        }
        Set<Integer> kept = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            if (names.get(i).equals(header.get(i)) && taken.add(names.get(i))) {
                kept.add(i);
            }
        }
        for (int i = 0; i < header.size(); i++) {
            if (!kept.contains(i)) {
                names.set(i, free(names.get(i), taken));
            }
        }
        return names;
    }

    private static String free(String plain, Set<String> taken) {
        String name = plain;
        for (int n = 2; !taken.add(name); n++) {
            String suffix = "_" + n;
            name = plain.substring(0, Math.min(plain.length(), LONGEST - suffix.length())) + suffix;
        }
        return name;
    }

    private static String plain(String written, int place) {
        String name = Normalizer.normalize(written.strip(), Normalizer.Form.NFKD)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^A-Za-z0-9_]+", "_");
        if (name.matches("_*")) {
            return "column_" + place;
        }
        if (Character.isDigit(name.charAt(0))) {
            name = "c_" + name;
        }
        name = name.substring(0, Math.min(name.length(), LONGEST));
        return TAKEN.contains(name.toLowerCase(Locale.ROOT)) ? name + "_" : name;
    }

    private ColumnNames() {}
}
