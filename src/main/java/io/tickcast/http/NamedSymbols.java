package io.tickcast.http;

import io.tickcast.market.Symbols;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

    /** @throws BadRequestException when one would still be selected by another name */
    NamedSymbols minus(Collection<String> items) {
        if (items.isEmpty()) {
            return this;
        }
        if (all) {
            throw new BadRequestException("symbols: the stream has all; open it with those that you want");
        }
        Set<String> rest = new LinkedHashSet<>(names);
        items.forEach(item -> rest.remove(Symbols.normalize(item)));
        for (String item : items) {
            String symbol = Symbols.normalize(item);
            rest.stream()
                    .filter(name -> name.endsWith(EVERY) && symbol.startsWith(name.substring(0, name.length() - 1)))
                    .findFirst()
                    .ifPresent(pattern -> {
                        throw new BadRequestException("symbols: the stream has " + JsonResponses.shown(symbol) + " by "
                                + JsonResponses.shown(pattern));
                    });
        }
        return new NamedSymbols(rest, false);
    }
}
