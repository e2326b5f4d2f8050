package io.tickcast.sse;

import io.tickcast.market.PriceIndex;
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

    /** Whether it has the index, which is made of the prices of the exchanges. */
    public boolean hasIndex() {
        return names.contains(PriceIndex.NAME);
    }
}
