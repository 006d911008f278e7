package dev.roadstead.operator.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why access works, or does not.
 *
 * @param chains one for each request asked about
 * @param remarks what could not be looked at
 */
public record Why(List<Chain> chains, List<String> remarks) implements Answer {

    /**
     * The way of one request.
     *
     * @param request {@code domain/name}
     * @param about who reads what for what, in a sentence
     * @param works whether the credential reads the port now
     * @param next what to do now
     */
    public record Chain(String request, String about, boolean works, List<Step> steps, String next) {}

    @Override
    public List<Sheet> sheets() {
        var sheets = new ArrayList<Sheet>();
        for (Chain chain : chains) {
            var rows = new ArrayList<List<String>>();
            chain.steps().forEach(step -> rows.add(List.of(mark(step.mark()), step.subject(), step.text())));
            rows.add(List.of("→", "next", chain.next()));
            sheets.add(new Sheet(chain.about(), List.of("", "STEP", "WHAT"), rows, ""));
        }
        return sheets;
    }

    @Override
    public Sheet flat() {
        return new Sheet(
                "",
                List.of("REQUEST", "STEP", "HOLDS", "WHAT"),
                chains.stream()
                        .flatMap(chain -> chain.steps().stream()
                                .map(step -> List.of(
                                        chain.request(),
                                        step.subject(),
                                        step.mark().name().toLowerCase(Locale.ROOT),
                                        step.text())))
                        .toList(),
                "");
    }

    @Override
    public boolean yes() {
        return chains.stream().allMatch(Chain::works);
    }

    private static String mark(Step.Mark mark) {
        return switch (mark) {
            case YES -> "✓";
            case NO -> "✗";
            case UNKNOWN -> "?";
            case ASIDE -> "·";
        };
    }
}
