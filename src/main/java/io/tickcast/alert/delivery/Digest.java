package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.log.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * One text of several firings, a line each, the oldest first. What does not fit is counted in the last line. Immutable.
 *
 * @param limit  longest text
 * @param length length of a text in the unit of the messenger; that of a text is the sum of those of its parts
 * @param escape takes from each character any special meaning that the messenger gives it
 */
record Digest(int limit, ToIntFunction<String> length, UnaryOperator<String> escape) {
    private static final int LONGEST_LINE = 1_000;
    private static final String ELLIPSIS = "…";

    String of(List<Firing> firings) {
        List<String> lines = firings.stream()
                .sorted(Comparator.comparing(Firing::timestamp))
                .map(firing -> Printable.shown(firing.text(), LONGEST_LINE, " "))
                .toList();
        StringBuilder text = new StringBuilder();
        int room = limit;
        for (int shown = 0; shown < lines.size(); shown++) {
            String separator = shown == 0 ? "" : "\n";
            String line = separator + escape.apply(lines.get(shown));
            int reserved = length.applyAsInt(rest(lines.size() - shown - 1));
            if (length.applyAsInt(line) > room - reserved) {
                if (shown > 0) {
                    return text + rest(lines.size() - shown);
                }
                line = cut(lines.get(0), room - reserved);
            }
            text.append(line);
            room -= length.applyAsInt(line);
        }
        return text.toString();
    }

    private static String rest(int count) {
        return count == 0 ? "" : "\n… and " + count + " more";
    }

    private String cut(String line, int longest) {
        StringBuilder cut = new StringBuilder();
        int room = longest - length.applyAsInt(ELLIPSIS);
        for (int c : line.codePoints().toArray()) {
            String escaped = escape.apply(Character.toString(c));
            room -= length.applyAsInt(escaped);
            if (room < 0) {
                break;
            }
            cut.append(escaped);
        }
        return cut.append(ELLIPSIS).toString();
    }
}
