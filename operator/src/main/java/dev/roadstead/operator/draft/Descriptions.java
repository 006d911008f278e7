package dev.roadstead.operator.draft;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes descriptions of comments, within what an object in a cluster can hold. Pure, but counts. */
final class Descriptions {

    /** As the API has it, in characters. */
    private static final int LONGEST = 2048;
    /** Bytes of all of them: an object has at most 1.5 MiB, with the names and types of 1000 columns and who owns which. */
    private static final int MOST = 400_000;

    private int bytes;
    private int cut;
    private int dropped;

    /** The description; null if there is none, or no room for it. */
    @Nullable
    String of(@Nullable String comment) {
        if (comment == null || comment.isBlank()) {
            return null;
        }
        String text = plain(comment).strip();
        boolean tooLong = text.codePointCount(0, text.length()) > LONGEST;
        if (tooLong) {
            text = text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes + size > MOST) {
            dropped++;
            return null;
        }
        bytes += size;
        cut += tooLong ? 1 : 0;
        return text;
    }

    /** Not all programs that read YAML agree on other ends of lines, and on characters that can't be seen. */
    private static String plain(String comment) {
        return comment.replaceAll("\\R", "\n").replaceAll("[\\p{Cc}\u00A0&&[^\\n\\t]]", " ");
    }

    List<String> remarks() {
        String shortened = cut == 0 ? "" : "comments longer than " + LONGEST + " characters were cut: " + cut;
        String left = dropped == 0 ? "" : "comments for which an object has no room were left out: " + dropped;
        return List.of(shortened, left).stream().filter(text -> !text.isEmpty()).toList();
    }
}
