package io.tickcast.market;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An item of the setting {@code symbols}: a name, a pattern, or a ranking such as {@code top:100:USDT}. */
public sealed interface SymbolRule {
    /** One symbol. */
    record Name(String symbol) implements SymbolRule {}

    /** All symbols that match. */
    record Matching(SymbolPattern pattern) implements SymbolRule {}

    /** The symbols of a quote currency that have the highest volume in 24 h. */
    record Top(int count, String quote) implements SymbolRule {}

    /** Most symbols of a feed. */
    int MOST = 5_000;

    String DEFAULT_QUOTE = "USDT";
    Pattern TOP = Pattern.compile("TOP:(\\d{1,4})(?::([^:]+))?");

    /** The items that are names of symbols, each once. */
    static List<String> names(List<String> items) {
        return items.stream()
                .flatMap(item -> of(item).stream())
                .flatMap(rule -> rule instanceof Name name ? Stream.of(name.symbol()) : Stream.of())
                .distinct()
                .toList();
    }

    /** Empty when the text is none of them. */
    static Optional<SymbolRule> of(String text) {
        String item = Symbols.normalize(text);
        Matcher top = TOP.matcher(item);
        if (top.matches()) {
            int count = Integer.parseInt(top.group(1));
            String quote = top.group(2) == null ? DEFAULT_QUOTE : top.group(2);
            return count >= 1 && count <= MOST && Symbols.isValid(quote)
                    ? Optional.of(new Top(count, quote))
                    : Optional.empty();
        }
        return Symbols.isValid(item)
                ? Optional.of(new Name(item))
                : SymbolPattern.of(item).map(Matching::new);
    }
}
