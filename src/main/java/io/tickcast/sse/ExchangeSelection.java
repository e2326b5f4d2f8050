package io.tickcast.sse;

import java.util.List;

/**
 * The exchanges that a stream wants. Equal selections share their frames.
 *
 * @param names in the order of {@link KnownExchanges#select}; never empty
 */
public record ExchangeSelection(List<String> names) {
    public ExchangeSelection {
        names = List.copyOf(names);
    }

    public static ExchangeSelection of(String name) {
        return new ExchangeSelection(List.of(name));
    }

    public boolean wants(String exchange) {
        return names.contains(exchange);
    }
}
