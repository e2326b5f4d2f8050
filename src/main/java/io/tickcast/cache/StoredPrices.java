package io.tickcast.cache;

import io.tickcast.market.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prices that the store held when this node started.
 *
 * @param refused values that are not prices of ours
 */
record StoredPrices(List<Tick> ticks, int refused) {
    static final StoredPrices NONE = new StoredPrices(List.of(), 0);

    private static final Logger LOG = LoggerFactory.getLogger(StoredPrices.class);

    /** @param reader of the prices of an exchange */
    static StoredPrices of(List<StoredEntry> entries, PriceKeys keys, Function<String, StoredPriceReader> reader) {
        List<Tick> ticks = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (StoredEntry entry : entries) {
            try {
                ticks.add(reader.apply(keys.exchange(entry.key())).read(keys.symbol(entry.key()), entry));
            } catch (RefusedPriceException e) {
                refused.add(entry.key() + ": " + e.getMessage());
            }
        }
        if (!refused.isEmpty()) {
            LOG.warn("Refused {} of {} stored prices, the first is {}", refused.size(), entries.size(), refused.get(0));
        }
        return new StoredPrices(List.copyOf(ticks), refused.size());
    }
}
