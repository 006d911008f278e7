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

    /** One name for each, all different: letters without accents, digits and underscores. */
    static List<String> of(List<String> header) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String plain = plain(header.get(i), i + 1);
            String name = plain;
            for (int n = 2; !seen.add(name); n++) {
                String suffix = "_" + n;
                name = plain.substring(0, Math.min(plain.length(), LONGEST - suffix.length())) + suffix;
            }
            names.add(name);
        }
        return names;
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
