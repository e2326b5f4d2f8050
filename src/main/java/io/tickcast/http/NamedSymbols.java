package io.tickcast.http;

import io.tickcast.market.Symbols;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The symbols and patterns that an open stream names, as its client may change them.
 *
 * @param names empty while {@code all}: then they are not named one by one
 */
record NamedSymbols(Set<String> names, boolean all) {
    private static final String EVERY = "*";

    /** @param items of the query; empty: it asks for all */
    static NamedSymbols of(List<String> items) {
        return items.isEmpty() ? new NamedSymbols(Set.of(), true) : new NamedSymbols(Set.of(), false).plus(items);
    }

    boolean isNone() {
        return !all && names.isEmpty();
    }

    NamedSymbols plus(Collection<String> items) {
        Set<String> more = new LinkedHashSet<>(names);
        items.forEach(item -> more.add(Symbols.normalize(item)));
        return all || more.contains(EVERY) ? new NamedSymbols(Set.of(), true) : new NamedSymbols(more, false);
    }

    /**
     * @param resolve gives the symbol that a name stands for
     * @throws BadRequestException when a symbol of one would still be selected by another name
     */
    NamedSymbols minus(Collection<String> items, UnaryOperator<String> resolve) {
        if (items.isEmpty()) {
            return this;
        }
        Set<String> gone = new LinkedHashSet<>();
        items.forEach(item -> gone.add(resolve.apply(Symbols.normalize(item))));
        if (gone.contains(EVERY)) {
            return new NamedSymbols(Set.of(), false);
        }
        if (all) {
            throw new BadRequestException("symbols: the stream has all; open it with those that you want");
        }
        Set<String> rest = new LinkedHashSet<>(names);
        rest.removeIf(name -> gone.contains(resolve.apply(name)));
        for (String item : gone) {
            for (String name : rest) {
                if (covers(resolve.apply(name), item)) {
                    throw new BadRequestException("symbols: the stream has " + JsonResponses.shown(item) + " by "
                            + JsonResponses.shown(name));
                }
                if (!names.contains(item) && covers(item, resolve.apply(name))) {
                    throw new BadRequestException("symbols: the stream has " + JsonResponses.shown(name)
                            + ", but not by " + JsonResponses.shown(item));
                }
            }
        }
        return new NamedSymbols(rest, false);
    }

    private static boolean covers(String pattern, String name) {
        return pattern.endsWith(EVERY) && name.startsWith(pattern.substring(0, pattern.length() - 1));
    }
}
