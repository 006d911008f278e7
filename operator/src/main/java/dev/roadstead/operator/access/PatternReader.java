package dev.roadstead.operator.access;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads regular expressions for names. */
final class PatternReader {

    private final Findings findings;

    PatternReader(Findings findings) {
        this.findings = findings;
    }

    @Nullable
    Pattern read(String field, @Nullable String pattern) {
        if (pattern == null) {
            return null;
        }
        if (!NamePatterns.isSmall(pattern)) {
            findings.add(
                    field,
                    "its repetitions are too many",
                    "names have at most 63 characters, so keep the counts in braces below that, and don't nest them");
            return null;
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            findings.add(
                    field,
                    "\"" + pattern + "\" is no regular expression: " + e.getDescription(),
                    "write it in the syntax of RE2, as in (?i)iban|ssn");
            return null;
        }
    }
}
