package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Firing;
import io.tickcast.log.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * One text of several firings, a line each, the oldest first. Immutable.
 *
 * @param limit  longest text
 * @param length length of a text in the unit of the messenger; that of a text is the sum of those of its parts
 * @param escape takes from each character any special meaning that the messenger gives it
 */
record Digest(int limit, ToIntFunction<String> length, UnaryOperator<String> escape) {
    private static final int LONGEST_LINE = 1_000;
    private static final String SEPARATOR = "\n";
    private static final String ELLIPSIS = "…";

    /**
     * Number of these firings, from the first one on, that fit one text; at least one, which is cut if it is too long.
     */
    int fitting(List<Firing> firings) {
        int room = limit;
        int fitting = 0;
        for (Firing firing : firings) {
            room -= length.applyAsInt((fitting == 0 ? "" : SEPARATOR) + escape.apply(line(firing)));
            if (room < 0) {
                break;
            }
            fitting++;
        }
        return Math.max(1, fitting);
    }

    /** @param firings firings, of which all fit */
    String of(List<Firing> firings) {
        String text = firings.stream()
                .sorted(Comparator.comparing(Firing::timestamp))
                .map(firing -> escape.apply(line(firing)))
                .collect(Collectors.joining(SEPARATOR));
        if (length.applyAsInt(text) <= limit) {
            return text;
        }
        if (firings.size() > 1) {
            throw new IllegalArgumentException("these firings do not fit one text");
        }
        return cut(line(firings.get(0)));
    }

    private static String line(Firing firing) {
        return Printable.shown(firing.text(), LONGEST_LINE, " ");
    }

    private String cut(String line) {
        StringBuilder cut = new StringBuilder();
        int room = limit - length.applyAsInt(ELLIPSIS);
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
