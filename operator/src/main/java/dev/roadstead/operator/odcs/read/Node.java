package dev.roadstead.operator.odcs.read;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A part of a document, with the line it begins in, from 1. */
sealed interface Node {

    int line();

    /** In words, for messages. */
    String described();

    /** Fields in the order in which they were written. */
    record Mapping(int line, Map<String, Node> fields) implements Node {

        public Mapping {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String described() {
            return "a mapping";
        }
    }

    record Items(int line, List<Node> items) implements Node {

        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String described() {
            return "a list";
        }
    }

    record Scalar(int line, Kind kind, String text) implements Node {

        @Override
        public String described() {
            return kind == Kind.NOTHING ? "nothing" : "the " + kind.words + " " + Quoted.of(text);
        }
    }

    /** What a single value is. */
    enum Kind {
        TEXT("text"),
        WHOLE("number"),
        NUMBER("number"),
        TRUTH("boolean"),
        NOTHING("nothing"),
        /** Something else to readers of YAML 1.1 than to those of 1.2. */
        AMBIGUOUS("value");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }
}
