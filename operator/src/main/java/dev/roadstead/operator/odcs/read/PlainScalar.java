package dev.roadstead.operator.odcs.read;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What a value without quotation marks is. Half of the tools that read contracts go by YAML 1.1 and half by 1.2, so what is not
 * the same to both is neither: {@code NO} is Norway to one and false to the other.
 */
final class PlainScalar {

    private static final Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+\\.[0-9]*([eE][-+][0-9]+)?");

    /** What YAML 1.2 takes for something other than a text, beside the above. */
    private static final Pattern OTHER_IN_1_2 = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
            + "|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\\.inf|\\.Inf|\\.INF)|\\.nan|\\.NaN|\\.NAN");

    private final Resolver older = new Resolver();

    Node.Kind kind(String text) {
        if (NOTHING.matcher(text).matches()) {
            return Node.Kind.NOTHING;
        }
        if (TRUTH.matcher(text).matches()) {
            return Node.Kind.TRUTH;
        }
        if (WHOLE.matcher(text).matches()) {
            return Node.Kind.WHOLE;
        }
        if (NUMBER.matcher(text).matches()) {
            return Node.Kind.NUMBER;
        }
        return OTHER_IN_1_2.matcher(text).matches() || isOtherInOlder(text) ? Node.Kind.AMBIGUOUS : Node.Kind.TEXT;
    }

    /** A day is a text here whatever it is elsewhere: the standard has days as texts. */
    private boolean isOtherInOlder(String text) {
        Tag tag = older.resolve(NodeId.scalar, text, true);
        return !tag.equals(Tag.STR) && !tag.equals(Tag.TIMESTAMP);
    }
}
