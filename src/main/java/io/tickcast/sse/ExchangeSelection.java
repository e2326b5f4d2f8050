package io.tickcast.sse;

import io.tickcast.config.KnownExchanges;
import io.tickcast.market.PriceIndex;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The exchanges that a stream wants. Equal selections share their frames.
 *
 * @param names in the order of the settings, the index last; never empty
 */
public record ExchangeSelection(List<String> names) {
    public ExchangeSelection {
        names = List.copyOf(names);
    }

    public static ExchangeSelection of(String name) {
        return new ExchangeSelection(List.of(name));
    }

    /** In the order of the settings, whatever the client's: equal wishes share their bytes. */
    public static ExchangeSelection of(Set<String> wanted, KnownExchanges known) {
        return new ExchangeSelection(Stream.concat(known.names().stream(), Stream.of(PriceIndex.NAME))
                .filter(wanted::contains)
                .toList());
    }

    public boolean wants(String exchange) {
        return names.contains(exchange);
    }

    /** Whether it has the index, which is made of the prices of the exchanges. */
    public boolean hasIndex() {
        return names.contains(PriceIndex.NAME);
    }

    /** Whether it has others than the primary, whose symbols may be others too. */
    public boolean goesBeyond(String primary) {
        return !equals(of(primary));
    }
}
